import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { playProgram } from '../../proving/programs/play.ts';
import { readProgram } from '../../proving/programs/program.ts';

const kept = new URL('../simulation/programs/', import.meta.url);

it.each(readdirSync(kept).filter((file) => file.startsWith('world-')))(
  'a world that was written down ends well: %s',
  async (file) => {
    const { broken, unlawful } = await playProgram(readProgram(readFileSync(new URL(file, kept))));
    expect([...broken, ...unlawful]).toEqual([]);
  },
);
