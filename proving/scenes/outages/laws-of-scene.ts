import { type Capability, capabilities } from '../../../core/model/health.ts';
import type { MallName } from '../../../core/model/shop.ts';
import type { Finding } from '../../laws/finding.ts';
import { brokenMailLaws, type HandedMail, type MailEnd } from '../../laws/mail.ts';
import { brokenOutageLaws, type IncidentEvent, type MallTrouble, type Span } from '../../laws/outage.ts';
import { sinceOf } from '../../worlds/mail-since.ts';
import type { OutageScene } from './scene.ts';
import { causesIn, moodsOf, plannedSpans } from './true-story.ts';

/* The shapes of the laws of outages and mails, filled from a scene: what truly befell the malls, events, and mails. No row is read. */

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
      ...brokenOutageLaws({ troubles, incidents, areTimesExact, audited: null }),
      // With two malls, a subject alone does not say whose a mail is.
      ...(malls.length > 1 ? [] : brokenMailLaws({ ...mailsOf(scene), troubles, incidents, areTimesExact })),
    ];
  });
}

/** Finds the unplanned failures of a mall; one is whole if the mall answered no one. */
function troublesOf(scene: OutageScene, mall: MallName, what: Capability): MallTrouble[] {
  const moods = moodsOf(scene, mall, what);
  const whole = moods.filter(({ mood }) => mood === 'out');
  // A trouble of one shop is none of the mall; one that was planned is none.
  const own = moods.filter(({ mood, ...span }) => mood !== 'well' && causesIn(scene, mall, what, span).length > 0);
  const planned = plannedSpans(scene, mall, what);
  const touches = (one: Span): boolean => planned.some(({ from, until }) => one.from < until && from < one.until);
  const spans = whole.filter((one) => !touches(one)).map(({ from, until }) => ({ from, until }));
  return [
    ...spans.map((span) => ({ ...span, what, isWhole: true, isAskable: !isDisturbed(scene, span) })),
    ...own.map(({ from, until }) => ({ what, from, until, isWhole: false, isAskable: true })),
  ];
}

/** Something keeps those who ask from asking, or a shop from being asked. */
function isDisturbed({ watch, troubles, isCutOff }: OutageScene, { from, until }: Span): boolean {
  const spans = [...watch.disturbed, ...watch.byHand, ...troubles.filter(({ kind }) => kind === 'key-refused')];
  return isCutOff || spans.some((one) => one.from < until && from < one.until);
}

const kinds: Readonly<Record<string, HandedMail['kind']>> = {
  'outage-opened': 'opened',
  'outage-all-clear': 'all-clear',
};

/** The mails to merchants who were the same all through the scene. */
function mailsOf({ watch, store }: OutageScene): Omit<MailEnd, 'troubles' | 'incidents' | 'areTimesExact'> {
  const merchants = [...store.merchantsById.values()].filter(
    ({ id, contacts }) => contacts.length > 0 && !watch.changed.some(({ merchant }) => merchant === id),
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
        };
      }),
    faults: watch.mailTroubles,
  };
}
