import { hourMs, minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { defaultHealthSettings } from '../../../core/model/health-settings.ts';
import { minuteOf } from '../../worlds/world.ts';
import { fire, type Warm } from './crew.ts';
import { type OutageScene, type Role, roles } from './scene.ts';

const everyMinutes: Readonly<Record<Role, number>> = { probe: 1, poll: 1, status: 3, stock: 3, audit: 5, notify: 1 };

/** The schedules of a scene. */
export interface Schedule {
  /** Lets time pass with every function on its schedule, the last part of long calm by leaps. */
  pass(ms: number): Promise<void>;
}

/** Starts the schedules of a scene. */
export function startSchedule(scene: OutageScene): Schedule {
  const { time, draws } = scene;
  const warm = new Map<Role, Warm[]>(roles.map((role) => [role, []]));
  const offsets = new Map(roles.map((role) => [role, draws.of('offset', role).int(0, 59) * secondMs]));
  let [fireAt, minute] = [time.now(), 0];
  const fireAll = (): void => {
    for (const role of roles) {
      if (minute % everyMinutes[role] !== 0) continue;
      time.at(time.now() + (offsets.get(role) ?? 0), () => {
        if ((scene.rests.get(role) ?? 0) > time.now()) return;
        fire(scene, warm, role);
        if (role !== 'probe' || !scene.twice) return;
        scene.twice = false;
        time.at(time.now() + draws.of('twice', minuteOf(scene)).int(0, 9) * secondMs, () => fire(scene, warm, role));
      });
    }
    minute++;
  };
  return {
    async pass(ms) {
      const end = time.now() + ms;
      while (time.now() < end) {
        if (time.now() >= fireAt) {
          fireAll();
          fireAt += minuteMs;
        }
        await time.runUntil(Math.min(end, fireAt));
        const leapMs = time.now() >= fireAt ? calmFor(scene, end) : 0;
        if (leapMs <= 0) continue;
        minute = 0;
        fireAt += leapMs;
        await time.runUntil(fireAt);
      }
    },
  };
}

/** Leaps end so long before something is due. */
const beforeMs = 2 * minuteMs;
const leapMaxMs = 6 * hourMs;
/** By now its mails are sent, where nothing keeps them. */
const mailedAfterMs = 4 * minuteMs;
/** The mail after a window comes an hour after it, and is settled within this. */
const settledAfterMs = 70 * minuteMs;

/** How long nothing will happen: everything is well, mailed and audited, and no window is near. */
function calmFor(scene: OutageScene, end: number): number {
  if (!isQuiet(scene)) return 0;
  const { store, time, troubles } = scene;
  const now = time.now();
  // By clocks that are wrong it comes sooner.
  const soonerMs = scene.ways.wrongClocks || scene.mallAheadMs !== 0 ? hourMs : 0;
  const troubled = troubles.filter(({ until }) => until > now - 15 * minuteMs).map(({ from }) => from);
  const audits = [...store.incidentsById.values()].flatMap(({ affected, secondAudit }) => {
    const last = Math.max(...affected.map(({ to }) => to ?? now));
    const isAwaited = secondAudit === undefined && affected.some(({ capability }) => capability === 'import');
    return isAwaited ? [last + defaultHealthSettings.secondAuditAfterMs - soonerMs] : [];
  });
  const windows = [...store.maintenancesById.values()].flatMap(({ from, endedAt }) => {
    if (endedAt === undefined) return [from - soonerMs];
    const settledAt = endedAt - scene.mallAheadMs + settledAfterMs + soonerMs;
    return settledAt < now ? [] : [Math.max(now, endedAt - scene.mallAheadMs + hourMs - soonerMs)];
  });
  const next = Math.min(end + beforeMs, ...troubled, ...audits, ...windows);
  return Math.floor(Math.min(next - beforeMs - now, leapMaxMs) / minuteMs) * minuteMs;
}

function isQuiet({ store, time, isCutOff }: OutageScene): boolean {
  const now = time.now();
  return (
    !isCutOff &&
    [...store.healthsById.values()].every(({ state }) => state.kind === 'healthy') &&
    [...store.incidentsById.values()].every(
      ({ stage }) => stage.kind === 'closed' && now >= stage.at && now - stage.at > mailedAfterMs,
    ) &&
    [...store.noticesById.values()].every(({ state }) => state.kind !== 'sending') &&
    [...store.pausesById.values()].every(({ cause }) => cause !== 'credentials')
  );
}
