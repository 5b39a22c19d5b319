import type {
  AffectedSpan,
  AuditFigures,
  BeforeRelapse,
  Incident,
  IncidentEvent,
  IncidentStage,
  MallName,
  ToldOccasion,
} from '../../core/model/index.ts';
import type { IncidentStore } from '../../core/ports/index.ts';
import { number, numberOf, optionalNumber, optionalNumberOf, text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { queryItems } from './query.ts';
import { type Item, putItem, readItem, type Table, updateItem } from './table.ts';
import { putVersion } from './versioned.ts';

const incidentFormat = 1;
const eventFormat = 1;

/** Incidents and their timelines on DynamoDB (table Control). They are kept: they are what happened. */
export function dynamoIncidents(table: Table): IncidentStore {
  const newest = async (mall: MallName, limit: number): Promise<Incident[]> => {
    const expression = new Expression();
    const ofMall = expression.compare('scope', '=', text(scopeOf(mall)));
    const query = {
      KeyConditionExpression: ofMall,
      ScanIndexForward: false,
      ConsistentRead: true,
      ...expression.placeholders(),
    };
    return (await queryItems(table, query, limit)).map(incidentOf);
  };

  return {
    async latest(mall) {
      return (await newest(mall, 1))[0] ?? null;
    },

    async get(id) {
      const item = await readItem(table, incidentKey({ id, mall: id.slice(0, id.indexOf('-')) as MallName }));
      return item && incidentOf(item);
    },

    list: newest,

    async put(incident) {
      return putVersion(table, incidentItem(incident), incident.version);
    },

    async markTold(incident) {
      const expression = new Expression();
      const update = `SET ${expression.compare('toldVersion', '=', number(incident.version))}`;
      const isThisVersion = expression.compare('version', '=', number(incident.version));
      await updateItem(table, incidentKey(incident), {
        UpdateExpression: update,
        ConditionExpression: isThisVersion,
        ...expression.placeholders(),
      });
    },

    async tell(event) {
      await putItem(table, eventItem(event));
    },

    async timeline(id) {
      const expression = new Expression();
      const ofIncident = expression.compare('scope', '=', text(timelineOf(id)));
      const query = { KeyConditionExpression: ofIncident, ConsistentRead: true, ...expression.placeholders() };
      return (await queryItems(table, query)).map(eventOf);
    },
  };
}

const scopeOf = (mall: MallName): string => `incidents#${mall}`;
const timelineOf = (id: string): string => `incident#${id}`;

/** The id holds its first failure, so the incidents of a mall lie in the order of time. */
function incidentKey({ id, mall }: Pick<Incident, 'id' | 'mall'>): Item {
  return { scope: text(scopeOf(mall)), entry: text(id) };
}

function incidentItem(incident: Incident): Item {
  return {
    ...incidentKey(incident),
    format: number(incidentFormat),
    mall: text(incident.mall),
    version: number(incident.version),
    openedAt: number(incident.openedAt),
    detectedAt: number(incident.detectedAt),
    stage: json(incident.stage),
    affected: json(incident.affected),
    reopened: number(incident.reopened),
    ...optionalNumber('reopenedAt', incident.reopenedAt),
    ...(incident.before === undefined ? {} : { before: json(incident.before) }),
    ...optionalNumber('noticedAt', incident.noticedAt),
    ...optionalNumber('toldVersion', incident.toldVersion),
    ...(incident.told === undefined ? {} : { told: json(incident.told) }),
    ...(incident.interims === undefined ? {} : { interims: json(incident.interims) }),
    ...(incident.audit === undefined ? {} : { audit: json(incident.audit) }),
    ...(incident.secondAudit === undefined ? {} : { secondAudit: json(incident.secondAudit) }),
  };
}

function incidentOf(item: Item): Incident {
  const reopenedAt = optionalNumberOf(item, 'reopenedAt');
  const noticedAt = optionalNumberOf(item, 'noticedAt');
  const toldVersion = optionalNumberOf(item, 'toldVersion');
  return {
    id: textOf(item, 'entry'),
    mall: textOf(item, 'mall') as MallName,
    version: numberOf(item, 'version'),
    openedAt: numberOf(item, 'openedAt'),
    detectedAt: numberOf(item, 'detectedAt'),
    stage: JSON.parse(textOf(item, 'stage')) as IncidentStage,
    affected: JSON.parse(textOf(item, 'affected')) as AffectedSpan[],
    reopened: numberOf(item, 'reopened'),
    ...(reopenedAt === undefined ? {} : { reopenedAt }),
    ...(item.before === undefined ? {} : { before: JSON.parse(textOf(item, 'before')) as BeforeRelapse }),
    ...(noticedAt === undefined ? {} : { noticedAt }),
    ...(toldVersion === undefined ? {} : { toldVersion }),
    ...(item.told === undefined ? {} : { told: JSON.parse(textOf(item, 'told')) as ToldOccasion[] }),
    ...(item.interims === undefined
      ? {}
      : { interims: JSON.parse(textOf(item, 'interims')) as NonNullable<Incident['interims']> }),
    ...(item.audit === undefined ? {} : { audit: JSON.parse(textOf(item, 'audit')) as AuditFigures }),
    ...(item.secondAudit === undefined ? {} : { secondAudit: JSON.parse(textOf(item, 'secondAudit')) as AuditFigures }),
  };
}

/** Read and written as a whole, and nothing queries inside it. */
const json = (value: unknown) => text(JSON.stringify(value));

function eventItem({ incident, at, what, text: words, by }: IncidentEvent): Item {
  return {
    scope: text(timelineOf(incident)),
    entry: text(`${String(at).padStart(15, '0')}#${what}`),
    format: number(eventFormat),
    incident: text(incident),
    at: number(at),
    what: text(what),
    words: text(words),
    by: text(by),
  };
}

function eventOf(item: Item): IncidentEvent {
  return {
    incident: textOf(item, 'incident'),
    at: numberOf(item, 'at'),
    what: textOf(item, 'what'),
    text: textOf(item, 'words'),
    by: textOf(item, 'by'),
  };
}
