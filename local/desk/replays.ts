import { type ChildProcess, execFile, fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createBoard } from '../../console/looks.ts';
import type { DaysSeen, PlayedDays } from '../../console/views/simulator/days.ts';
import { InputError, sentence, type Words } from '../../core/kernel/index.ts';
import { type DaySteps, stepsFormat } from '../../journal/index.ts';

/** Days that are played for the console of `npm start`, each in a process of its own. */
export interface Replays extends PlayedDays {
  /** Ends what is played. */
  close(): void;
}

/** In this source tree alone: what proves the promises is no part of what is installed. */
const drillProgram = fileURLToPath(new URL('../../bin/drill.ts', import.meta.url));
/** Some ten seconds of a core. */
const size = ['--shops', '20', '--skus', '10'];
const isId = (id: string): boolean => /^[a-z0-9-]+$/.test(id);

const refused = (why: Words): InputError => new InputError(sentence`No day was started`, [why]);

/** Plays days, and keeps of each how it passed: a file of a few kilobytes in the data folder. */
export function openReplays(folder: string, program: string = drillProgram): Replays {
  const kept = join(folder, 'replays');
  const fileOf = (id: string): string => join(kept, `${id}.json`);
  const board = createBoard<DaysSeen>({ playing: null, ended: null });
  let child: ChildProcess | null = null;
  let isStopped = false;
  let listed: ReturnType<PlayedDays['incidents']> | null = null;

  function incidents(): ReturnType<PlayedDays['incidents']> {
    listed ??= listOf(program);
    // A later look asks again.
    listed.catch(() => {
      listed = null;
    });
    return listed;
  }

  function play(id: string): void {
    mkdirSync(kept, { recursive: true, mode: 0o700 });
    const written = `${fileOf(id)}.new`;
    const playing = fork(program, [id, ...size, '--json', '--steps', written], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    [child, isStopped] = [playing, false];
    process.once('exit', kill);
    // It may have ended already.
    if (playing.pid !== undefined)
      attempt(() => setPriority(playing.pid ?? 0, constants.priority.PRIORITY_BELOW_NORMAL));
    let said = '';
    playing.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-1_000);
    });
    playing.on('message', (message) => {
      const { at, share } = Object(message) as { readonly at?: unknown; readonly share?: unknown };
      if (child === playing) board.show({ playing: { id, at: Number(at), share: Number(share) }, ended: null });
    });
    const end = (code: number | null): void => {
      if (child !== playing) return;
      child = null;
      process.off('exit', kill);
      board.show({ playing: null, ended: endOf(id, written, code, said) });
      rmSync(written, { force: true });
    };
    // What it said last may come after its end.
    playing.once('close', end);
    playing.once('error', ({ message }) => {
      said = message;
      end(null);
    });
    board.show({ playing: { id, at: null, share: 0 }, ended: null });
  }

  function endOf(id: string, written: string, code: number | null, said: string): DaysSeen['ended'] {
    if (isStopped) return { id, kind: 'stopped' };
    // A day whose figures are not all right ends with 1, and is a day to look at all the same.
    if ((code === 0 || code === 1) && existsSync(written)) {
      renameSync(written, fileOf(id));
      return { id, kind: 'played' };
    }
    return { id, kind: 'failed', why: said.trim().split('\n').at(-1) || sentence`it ended with ${String(code)}` };
  }

  const kill = (): void => void child?.kill('SIGKILL');
  const stop = (): void => {
    isStopped = true;
    kill();
  };
  return {
    now: board.now,
    follow: board.follow,
    incidents,
    async start(id) {
      if (!(await incidents()).some((incident) => incident.id === id))
        throw refused(sentence`There is no incident ${id} that can be replayed.`);
      const { playing } = board.now();
      if (playing !== null)
        throw refused(sentence`${playing.id} is played now: one day at a time. Stop it, or wait for its end.`);
      play(id);
    },
    stop,
    day(id) {
      if (!isId(id) || !existsSync(fileOf(id))) return null;
      const day = JSON.parse(readFileSync(fileOf(id), 'utf8')) as DaySteps;
      // An earlier edition wrote down other things: then it is played again.
      return day.format === stepsFormat ? day : null;
    },
    close: stop,
  };
}

async function listOf(program: string): ReturnType<PlayedDays['incidents']> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, '--list', '--json']);
  return (JSON.parse(stdout) as { readonly id: string; readonly title: string }[]).filter(({ id }) => isId(id));
}

function attempt(act: () => void): void {
  try {
    act();
  } catch {}
}
