import type { Incident, IncidentEvent, MallName } from '../../core/model/index.ts';
import type { IncidentStore } from '../../core/ports/index.ts';
import { entryKey, type Item, momentText, number, text } from './attributes.ts';
import { Expression } from './expression.ts';
import { partitionItems, queryItems } from './query.ts';
import { rowCodec } from './row-codec.ts';
import { putItem, readItem, type Table, updateItem } from './table.ts';
import { putVersion } from './versioned.ts';

const incidentFormat = 1;
const eventFormat = 1;

const incidentRow = rowCodec<Incident>({
  id: 'text=entry',
  mall: 'text',
  version: 'number',
  openedAt: 'number',
  detectedAt: 'number',
  stage: 'json',
  affected: 'json',
  reopened: 'number',
  reopenedAt: 'number?',
  before: 'json?',
  noticedAt: 'number?',
  toldVersion: 'number?',
  told: 'json?',
  interims: 'json?',
  audit: 'json?',
  secondAudit: 'json?',
});

const eventRow = rowCodec<IncidentEvent>({
  incident: 'text',
  at: 'number',
  what: 'text',
  text: 'text=words',
  words: 'sentence?=sentence',
  by: 'text',
});

/** Incidents and their timelines on DynamoDB (table Control). They are kept: they are what happened. */
export function dynamoIncidents(table: Table): IncidentStore {
  const newest = async (mall: MallName, limit: number): Promise<Incident[]> => {
    const expression = new Expression();
    const ofMall = expression.compare('scope', '=', text(scopeOf(mall)));
    const query = { ScanIndexForward: false, ConsistentRead: true, ...expression.keys(ofMall) };
    return (await queryItems(table, query, limit)).map(incidentRow.read);
  };

  return {
    async latest(mall) {
      return (await newest(mall, 1))[0] ?? null;
    },

    async get(id) {
      const item = await readItem(table, incidentKey({ id, mall: id.slice(0, id.indexOf('-')) as MallName }));
      return item && incidentRow.read(item);
    },

    list: newest,

    async put(incident) {
      const item = { ...incidentKey(incident), format: number(incidentFormat), ...incidentRow.write(incident) };
      return putVersion(table, item, incident.version);
    },

    async markTold(incident) {
      const expression = new Expression();
      const isThisVersion = expression.compare('version', '=', number(incident.version));
      const set = { toldVersion: number(incident.version) };
      await updateItem(table, incidentKey(incident), expression.update({ set, when: isThisVersion }));
    },

    async tell(event) {
      const key = entryKey(timelineOf(event.incident), `${momentText(event.at, 15)}#${event.what}`);
      await putItem(table, { ...key, format: number(eventFormat), ...eventRow.write(event) });
    },

    async timeline(id) {
      return (await partitionItems(table, 'scope', timelineOf(id))).map(eventRow.read);
    },
  };
}

const scopeOf = (mall: MallName): string => `incidents#${mall}`;
const timelineOf = (id: string): string => `incident#${id}`;

/** The id holds its first failure, so the incidents of a mall lie in the order of time. */
function incidentKey({ id, mall }: Pick<Incident, 'id' | 'mall'>): Item {
  return entryKey(scopeOf(mall), id);
}
