import { jstText, minuteMs } from '../../../core/kernel/time.ts';
import { type Capability, capabilities } from '../../../core/model/health.ts';
import { type Maintenance, problemsOfMaintenance } from '../../../core/model/pause.ts';
import type { MallName } from '../../../core/model/shop.ts';
import { failingKinds, trouble } from './mall.ts';
import type { OutageScene, PlannedWindow, Step } from './scene.ts';

/** What people and malls do about planned windows. The calendar is true time; the mall goes by its own clock. */
export const windowSteps: readonly Step[] = [announce, announce, announce, prolong, planAnew, withdraw];

async function announce(scene: OutageScene): Promise<void> {
  const { chance, time, malls } = scene;
  const from = time.now() + chance.pick([chance.int(1, 5), chance.int(5, 40), chance.int(30, 150)]) * minuteMs;
  const to = from + chance.int(10, 90) * minuteMs;
  const which = chance.pick([capabilities, capabilities, ['import', 'status'], ['stock']] as const);
  const mall = chance.pick(malls);
  if (!(await plan(scene, mall, which, from, to))) return;
  const behaviour = chance.pick([
    'keeps to it',
    'keeps to it',
    'keeps to it',
    'begins early',
    'ends late',
    'ends very late',
    'ends early',
    'does nothing',
  ] as const);
  scene.tell(`the mall ${behaviour}`);
  if (behaviour === 'does nothing') return;
  // By its own clock.
  const begins = from - scene.mallAheadMs - (behaviour === 'begins early' ? chance.int(1, 12) * minuteMs : 0);
  const lateMinutes = {
    'ends late': chance.int(1, 12),
    'ends very late': chance.int(20, 50),
    'ends early': -chance.int(2, 8),
  };
  const late = behaviour in lateMinutes ? lateMinutes[behaviour as keyof typeof lateMinutes] : 0;
  const ends = to - scene.mallAheadMs + late * minuteMs;
  if (begins < time.now()) return;
  trouble(scene, chance.pick(failingKinds), { mall, capabilities: which, from: begins, forMs: ends - begins });
}

/** As `ops maintenance add` does it. */
async function plan(
  scene: OutageScene,
  mall: MallName,
  which: readonly Capability[],
  from: number,
  to: number,
): Promise<boolean> {
  const { ports, time, watch, tell } = scene;
  const now = time.now();
  const { maintenances } = await ports.pauses.standing();
  const id = jstText(from).slice(0, 16).replaceAll(/[-:]/g, '').replace(' ', '-');
  const isTaken = maintenances.some((one) => one.mall === mall && one.id === id);
  const window: Maintenance = {
    ...{ id: isTaken ? `${id}-${which.join('-')}` : id, mall, capabilities: which, from, to },
    ...{ note: '定期メンテナンス', by: 'hanako', plannedAt: now },
  };
  if (problemsOfMaintenance(window, maintenances, now).length > 0) return false;
  await ports.pauses.plan(window);
  watch.windows.push({ window, plannedAt: now, removedAt: null });
  tell(`${mall} ${which.join(', ')}: window ${id}, ${minutes(from - now)} to ${minutes(to - now)} min from now`);
  return true;
}

const minutes = (ms: number): string => (ms / minuteMs).toFixed(1);

/** One that is planned or runs goes on in a second one, from its end on. */
async function prolong(scene: OutageScene): Promise<void> {
  const one = open(scene);
  if (one === null) return;
  const { mall, capabilities: which, to } = one.window;
  if (to <= scene.time.now()) return;
  const more = scene.chance.int(10, 60) * minuteMs;
  if (!(await plan(scene, mall, which, to, to + more))) return;
  if (scene.chance.chance(0.7))
    trouble(scene, 'html', { mall, capabilities: which, from: to - scene.mallAheadMs, forMs: more });
}

/** The mall announces other times: the window is removed, and added again. */
async function planAnew(scene: OutageScene): Promise<void> {
  const one = open(scene);
  if (one === null || one.window.from <= scene.time.now()) return;
  const { mall, capabilities: which, from, to } = one.window;
  await remove(scene, one);
  const { chance } = scene;
  const laterMs = chance.pick([0, 0, chance.int(1, 60)]) * minuteMs;
  await plan(scene, mall, which, from + laterMs, to + laterMs + chance.int(1, 30) * minuteMs);
}

async function withdraw(scene: OutageScene): Promise<void> {
  const one = open(scene);
  if (one !== null) await remove(scene, one);
}

/** As `ops maintenance remove` does it. */
async function remove({ ports, time, tell }: OutageScene, one: PlannedWindow): Promise<void> {
  const now = time.now();
  const { maintenances } = await ports.pauses.standing();
  const meant = maintenances.find(({ mall, id }) => mall === one.window.mall && id === one.window.id);
  if (meant === undefined) return;
  if (meant.from <= now && meant.endedAt === undefined)
    await ports.pauses.plan({ ...meant, to: Math.min(meant.to, now) });
  else await ports.pauses.unplan(meant);
  one.removedAt = now;
  tell(`the window ${meant.id} is taken out of the calendar`);
}

function open({ watch, chance, store }: OutageScene): PlannedWindow | null {
  const standing = watch.windows.filter(
    ({ window, removedAt }) =>
      removedAt === null && store.maintenancesById.get(`${window.mall}#${window.id}`)?.endedAt === undefined,
  );
  return standing.length === 0 ? null : chance.among(standing, ({ window }) => window.id);
}
