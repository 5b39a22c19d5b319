import { describe, expect, it } from 'vitest';
import { InputError, TsunagiError } from '../../../core/kernel/errors.ts';
import { tellFailure, terminalLog } from '../../../ops/frame/failure.ts';
import { laidOut } from '../../../ops/terminal/index.ts';

function told(error: unknown): { code: number; lines: string[] } {
  const lines: string[] = [];
  const terminal = { say: (...said: string[]) => void lines.push(...said), endProgress: () => undefined };
  return { code: tellFailure(terminal as never, error), lines };
}

describe('a command that fails', () => {
  it('tells what a failure says of itself, its code, and the request at the mall', () => {
    const error = new TsunagiError('mall.failing', 'later', 'RMS cannot serve the call.', { requestId: 'req-1' });
    expect(told(error)).toEqual({ code: 1, lines: ['RMS cannot serve the call. (request req-1) [mall.failing]'] });
  });

  it('is used wrongly when its input is wrong', () => {
    expect(told(new InputError('No', ['a', 'b']))).toEqual({ code: 2, lines: ['No:\n  - a\n  - b'] });
  });

  it('asks for a report of an unforeseen error, with where it happened', () => {
    const { code, lines } = told(new TypeError('x is not a function'));
    expect(code).toBe(1);
    expect(lines.slice(0, 2)).toEqual([expect.stringContaining('report'), 'TypeError: x is not a function']);
    expect(lines[2]).toMatch(/^\s+at .*failure\.test\.ts/);
  });

  it('never quotes what a parser stumbled over: it may be an order', () => {
    const order = '{"familyName":"角野","firstName":花子}';
    let error: unknown;
    try {
      JSON.parse(order);
    } catch (thrown) {
      error = thrown;
    }
    expect(String(error)).toContain('花');
    expect(told(error).lines.join('\n')).not.toMatch(/角野|花/);
  });
});

describe('the log of a command', () => {
  it('shows warnings and errors, and keeps the rest to itself', () => {
    const lines: string[] = [];
    const log = terminalLog({ say: (...said) => void lines.push(...laidOut(said, null)) });
    log.info('pause.lifted', { shop: 'rms#x' });
    log.warn('shop.key-refused', { shop: 'rms#x', code: 'key.refused' });
    expect(lines).toEqual(['warning: shop.key-refused shop=rms#x code=key.refused']);
  });
});
