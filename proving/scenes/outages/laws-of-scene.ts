import { minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { type Capability, capabilities } from '../../../core/model/health.ts';
import { defaultHealthSettings } from '../../../core/model/health-settings.ts';
import type { MallName } from '../../../core/model/shop.ts';
import { crowdedAfterWindows, passedOver, type WorkEnd } from '../../laws/calls.ts';
import type { Finding } from '../../laws/finding.ts';
import { brokenMailLaws, type HandedMail, type MailEnd } from '../../laws/mail.ts';
import { type Audited, brokenOutageLaws, type IncidentEvent, type MallTrouble, type Span } from '../../laws/outage.ts';
import { sinceOf, spansIn } from '../../worlds/mail-since.ts';
import type { OutageScene } from './scene.ts';
import {
  askable,
  causesIn,
  isFailing,
  loadAt,
  moodsOf,
  nearWindows,
  overlap,
  plannedSpans,
  without,
} from './true-story.ts';

/* The shapes of the laws of outages, mails and calls, filled from a scene: what truly befell the malls, events, mails and calls. No row is read. */

/** An event of an incident, and its mall. */
type News = IncidentEvent & { readonly mall: MallName };

/** Notes from now on when an event of an incident was accepted. */
export function noteNews({ store, time }: OutageScene): readonly News[] {
  const noted: News[] = [];
  const push = store.news.push.bind(store.news);
  store.news.push = (...all) => {
    for (const { incident, mall, stage, openedAt, out, audit } of all) {
      const figures = audit && { audited: audit.audited, missing: audit.missing };
      noted.push({ at: time.now(), incident, mall, stage, openedAt, out, ...(figures ? { figures } : {}) });
    }
    return push(...all);
  };
  return noted;
}

/** Everything that the laws find in a scene of outages. */
export function unlawfulInScene(scene: OutageScene, news: readonly News[]): Finding[] {
  const malls = [...new Set(scene.watch.shops.map(({ shop }) => shop.mall))];
  return malls.flatMap((mall): Finding[] => {
    const troubles = capabilities.flatMap((what) => troublesOf(scene, mall, what));
    const incidents = news.filter((one) => one.mall === mall);
    const areTimesExact = !scene.ways.wrongClocks;
    return [
      ...brokenOutageLaws({ troubles, incidents, areTimesExact, audited: auditedAt(scene, mall) }),
      // With two malls, a subject alone does not say whose a mail is.
      ...(malls.length > 1 ? [] : brokenMailLaws({ ...mailsOf(scene), troubles, incidents, areTimesExact })),
      ...(areTimesExact ? capabilities.flatMap((what) => passedOver(workOf(scene, mall, what))) : []),
      ...(areTimesExact ? crowded(scene, mall) : []),
    ];
  });
}

/** The shops of a mall that were there all through the scene, with no trouble of their own. */
function settledAt({ watch, troubles, start }: OutageScene, mall: MallName): string[] {
  const own = watch.shops.filter(
    ({ shop, from, until }) => shop.mall === mall && from === start && until === Number.POSITIVE_INFINITY,
  );
  return own.map(({ shop }) => shop.key).filter((key) => !troubles.some(({ shop }) => shop === key));
}

/** Orders of a scene are none: what counts is which shops were listed. */
function auditedAt(scene: OutageScene, mall: MallName): Audited {
  const { calls, watch, isCutOff } = scene;
  const isHindered = watch.byHand.length + watch.disturbed.length > 0 || isCutOff;
  return {
    listings: calls.filter((one) => one.mall === mall && one.capability === 'import' && one.verdict === 'answered'),
    settled: isHindered ? [] : settledAt(scene, mall),
    shownLate: [],
    planned: nearWindows(scene, mall, 'import'),
  };
}

const workers = { import: 'poll', status: 'status', stock: 'stock' } as const satisfies Record<Capability, string>;

function workOf(scene: OutageScene, mall: MallName, what: Capability): WorkEnd {
  const { watch, calls, start, time } = scene;
  const own = calls.filter((one) => one.mall === mall && one.capability === what);
  const runs = watch.runs.flatMap(({ role, process, at: from, endedAt: until, died }) => {
    if (role !== workers[what] || until === null || died) return [];
    const ofRun = own.filter(({ by, at }) => by === process && at >= from && at <= until);
    return [{ from, until, shops: new Set<string>(ofRun.map(({ shop }) => shop)) }];
  });
  const shops = settledAt(scene, mall);
  // Of a few shops one that fails is much of the mall.
  const areFew = scene.ways.singleShops && watch.shops.filter(({ shop }) => shop.mall === mall).length < 3;
  return {
    what,
    runs,
    shops,
    free: areFew ? [] : without({ from: start, until: time.now() }, inTheWay(scene, mall, what)),
  };
}

/** Spans in which the mall failed, or had just done so, and in which people or our own troubles kept workers from it. */
function inTheWay(scene: OutageScene, mall: MallName, what: Capability): Span[] {
  const { troubles, watch } = scene;
  const { ramp, lightCallsPerSecond } = defaultHealthSettings;
  const restMs = ramp.reduce((sum, { atLeastMs }) => sum + atLeastMs, 0) + 5 * minuteMs;
  const own = troubles.filter((one) => one.mall === mall && one.capabilities.includes(what) && isFailing(one));
  const isOfSeveral = (one: (typeof own)[number]): boolean =>
    one.shop === null || own.some((other) => other.shop !== one.shop && overlap(wider(one, 5 * minuteMs), other));
  const failing = own.filter(isOfSeveral).map(({ from, until }) => {
    const isLight = loadAt(scene, mall, until) <= lightCallsPerSecond;
    return { from, until: until + (isLight ? 170 * secondMs : restMs) };
  });
  // Who is asked to call less hears nothing that lets everybody come back.
  const throttled = troubles
    .filter((one) => one.mall === mall && one.kind === 'throttles' && failing.some((other) => overlap(one, other)))
    .map(({ from, until }) => ({ from, until: until + restMs }));
  const changed = watch.changed.map(({ at }) => ({ from: at - minuteMs, until: at + 12 * minuteMs }));
  const hindered = [...watch.disturbed, ...watch.byHand].map((one) => wider(one, 3 * minuteMs));
  return [...failing, ...throttled, ...changed, ...hindered, ...nearWindows(scene, mall, what)];
}

const wider = ({ from, until }: Span, ms: number): Span => ({ from: from - ms, until: until + ms });

/** Where all shops are no light load, few come back at first after a window. */
function crowded(scene: OutageScene, mall: MallName): Finding[] {
  const { watch, calls } = scene;
  const { ramp, lightCallsPerSecond } = defaultHealthSettings;
  const runs = watch.runs
    .filter(({ role }) => role === 'poll')
    .map(({ process, at: from, endedAt }) => {
      const ofRun = calls.filter(({ by, at }) => by === process && at >= from && at <= (endedAt ?? at));
      return { at: from, hasRightClock: true, calls: ofRun.filter((one) => one.mall === mall) };
    });
  return crowdedAfterWindows({ runs, windows: plannedSpans(scene, mall, 'import') }, (at) => {
    if (watch.changed.some((one) => Math.abs(one.at - at) < 15 * minuteMs)) return Number.POSITIVE_INFINITY;
    const load = loadAt(scene, mall, at);
    const share = ramp.findLast((step) => load * step.share <= lightCallsPerSecond)?.share ?? 0;
    const there = watch.shops.filter(({ shop, from, until }) => shop.mall === mall && from <= at && until > at);
    return Math.max(3, Math.ceil(share * there.length));
  });
}

/** Finds the unplanned failures of a mall; one is whole if the mall answered no one. */
function troublesOf(scene: OutageScene, mall: MallName, what: Capability): MallTrouble[] {
  const moods = moodsOf(scene, mall, what);
  const whole = moods.filter(({ mood }) => mood === 'out');
  const planned = plannedSpans(scene, mall, what);
  // One that was planned is none, unless who hears of it has a wrong clock.
  const isUnplanned = (span: Span): boolean => scene.ways.wrongClocks || causesIn(scene, mall, what, span).length > 0;
  const own = moods.filter(({ mood, ...span }) => mood !== 'well' && isUnplanned(span));
  // A trouble of one shop is none of the mall, unless the mall has hardly any other.
  const areFew = scene.watch.shops.filter(({ shop }) => shop.mall === mall).length < 3;
  const ofShops = scene.troubles.filter(
    (one) => areFew && one.mall === mall && one.shop !== null && isFailing(one) && one.capabilities.includes(what),
  );
  const spans = whole.filter((one) => !planned.some((other) => overlap(one, other)));
  const partial = { what, isWhole: false, isAskable: true };
  return [
    ...spans.map(({ from, until }) => ({
      from,
      until,
      what,
      isWhole: true,
      isAskable: !isDisturbed(scene, mall, { from, until }),
    })),
    ...[...own, ...ofShops].map(({ from, until }) => ({ from, until, ...partial })),
  ];
}

/** Something keeps those who ask from asking, or a shop from being asked. */
function isDisturbed(scene: OutageScene, mall: MallName, span: Span): boolean {
  const { watch, troubles, isCutOff } = scene;
  const spans = [...watch.disturbed, ...watch.byHand, ...troubles.filter(({ kind }) => kind === 'key-refused')];
  return isCutOff || spans.some((one) => overlap(one, span)) || askable(scene, mall, span) === 0;
}

const kinds: Readonly<Record<string, HandedMail['kind']>> = {
  'outage-opened': 'opened',
  'outage-all-clear': 'all-clear',
  'maintenance-ahead': 'ahead',
};

/** The mails to merchants who were the same all through the scene, and got all of them. */
function mailsOf({ watch, store }: OutageScene): Omit<MailEnd, 'troubles' | 'incidents' | 'areTimesExact'> {
  const merchants = [...store.merchantsById.values()].filter(
    ({ id, contacts }) =>
      contacts.length > 0 && !watch.refused.has(id) && !watch.changed.some(({ merchant }) => merchant === id),
  );
  const steady = new Set(merchants.map(({ id }) => id));
  return {
    merchants: merchants.map(({ id, features }) => ({ name: id, uses: features })),
    mails: watch.mails
      .filter(({ merchant }) => steady.has(merchant))
      .map(({ at, merchant, kind, subject, text, answerLost, by }): HandedMail => {
        const died = watch.runs.some(
          (run) => run.process === by && run.died && run.at <= at && (run.endedAt ?? at) >= at,
        );
        const since = sinceOf(subject);
        return {
          ...{ at, to: merchant, kind: kinds[kind] ?? 'other', text, mayComeAgain: answerLost || died },
          ...(since === undefined ? {} : { since }),
          ...(kind === 'outage-all-clear' ? { spans: spansIn(text) } : {}),
        };
      }),
    windows: watch.windows.map(({ window: { from, to: until, capabilities: what }, plannedAt, removedAt }) => ({
      ...{ from, until, plannedAt, what },
      ...(removedAt === null ? {} : { removedAt }),
    })),
    faults: watch.mailTroubles,
  };
}
