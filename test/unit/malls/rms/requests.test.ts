import { describe, expect, it } from 'vitest';
import type { TsunagiError } from '../../../../core/kernel/errors.ts';
import { authorisation, getOrderBody, keyExpiryQuery, searchOrderBody } from '../../../../malls/rms/requests.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';

const from = Date.parse('2026-11-24T05:30:00.750Z');
const to = Date.parse('2026-11-24T06:45:07.001Z');

describe('a request to RMS', () => {
  it('signs with ESA and the base64 of secret and key', () => {
    expect(authorisation({ serviceSecret: 'aaa', licenseKey: 'bbb' })).toBe('ESA YWFhOmJiYg==');
  });

  it('searches by 注文日, ascending, a thousand rows a page, with the window widened to whole seconds of Japan', () => {
    expect(JSON.parse(searchOrderBody({ from, to, page: 3 }))).toEqual({
      dateType: 1,
      startDatetime: '2026-11-24T14:30:00+0900',
      endDatetime: '2026-11-24T15:45:08+0900',
      PaginationRequestModel: {
        requestRecordsAmount: 1_000,
        requestPage: 3,
        SortModelList: [{ sortColumn: 1, sortDirection: 1 }],
      },
    });
  });

  it('asks for a progress as a number, only when one is given', () => {
    const body = searchOrderBody({ from, to, page: 1, progress: '900' });
    expect(JSON.parse(body)).toHaveProperty('orderProgressList', [900]);
    expect(searchOrderBody({ from, to, page: 1 })).not.toContain('orderProgressList');
  });

  it('refuses a progress value that RMS cannot have', () => {
    const error = (() => {
      try {
        return searchOrderBody({ from, to, page: 1, progress: 'shipped' });
      } catch (thrown) {
        return thrown as TsunagiError;
      }
    })();
    expect(error).toMatchObject({ code: 'input.invalid', message: expect.stringContaining('"shipped"') });
  });

  it('reads orders with a version', () => {
    expect(getOrderBody(['502763-20171027-00006701'], 10)).toBe(
      '{"orderNumberList":["502763-20171027-00006701"],"version":10}',
    );
  });

  it('escapes the key in an address', () => {
    expect(keyExpiryQuery({ serviceSecret: 's', licenseKey: 'SL0_a+b/c&d' })).toBe('?licenseKey=SL0_a%2Bb%2Fc%26d');
  });

  it("keeps every window within RMS's 63 days although it is widened", () => {
    const day = 86_400_000;
    const body = JSON.parse(searchOrderBody({ from, to: from + rmsTraits.maxSpanMs, page: 1 }));
    const span = Date.parse(body.endDatetime) - Date.parse(body.startDatetime);
    expect(span).toBeGreaterThan(61 * day);
    expect(span).toBeLessThan(63 * day);
  });
});
