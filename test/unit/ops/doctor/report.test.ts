import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../../core/kernel/text.ts';
import { reportLines, summaryText } from '../../../../ops/doctor/doctor.ts';
import { laidOut } from '../../../../ops/terminal/index.ts';
import { outcomesThere } from './troubled-stage.ts';

const outcomes = outcomesThere();

describe('the doctor’s report', () => {
  it('says in one line how it stands', () => {
    expect(summaryText(outcomes)).toBe('3 wrong, 0 to look at, 1 unchecked, 15 in order');
    expect(summaryText(outcomes.filter(({ kind }) => kind === 'fine'))).toBe('Nothing is wrong.');
  });

  it('breaks everything but the commands, which are copied', () => {
    for (const width of [80, 120]) {
      const commands = new Set(outcomes.flatMap((one) => ('fix' in one ? one.fix.run : [])));
      const broken = laidOut(reportLines(outcomes), width).filter((line) => !commands.has(line.trim()));
      expect(Math.max(...broken.map(columnsOf))).toBeLessThanOrEqual(width);
    }
  });
});
