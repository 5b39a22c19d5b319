import { hourMs } from '../../../../core/kernel/time.ts';

export const jst = (text: string): number => Date.parse(`${text}+09:00`);
export const midnight = jst('2026-11-24T00:00:00');
export const eight = midnight + 8 * hourMs;
export const number = (index: number): string => `123456-20261120-${String(index).padStart(10, '0')}`;
export const endOf = (day: string): number => jst(`${day}T23:59:59`);
export const some = (count: number, day: string, from = 1) => ({
  count,
  orders: Array.from({ length: Math.min(count, 50) }, (_, index) => ({
    orderNumber: number(from + index),
    by: endOf(day),
  })),
});
export const identity = { fromName: '角田システム', signature: [] };
