import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { drawAgain, playProgram } from '../../proving/programs/play.ts';
import { readProgram } from '../../proving/programs/program.ts';
import { differencesOf } from '../../proving/worlds/compared-end.ts';

const kept = new URL('../simulation/programs/', import.meta.url);

it.each(readdirSync(kept).filter((file) => file.startsWith('world-')))(
  'a world that was written down ends well, and as its seed does: %s',
  async (file) => {
    const program = readProgram(readFileSync(new URL(file, kept)));
    const { end, broken } = await playProgram(program);
    expect(broken).toEqual([]);
    expect(differencesOf((await drawAgain(program)).end, end)).toEqual([]);
  },
);
