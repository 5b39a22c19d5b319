import { minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { SimOutcome } from '../../../simulator/index.ts';
import type { Fault, RmsSettingsChange } from '../../../simulator/rms/index.ts';

/** One way in which a call ends badly. */
export interface CallFault {
  readonly name: string;
  /** Broken by the simulated mall. */
  readonly fault?: Omit<Fault, 'operations'>;
  readonly settings?: RmsSettingsChange;
  /** Answered with this in the mall's place, which does nothing. */
  readonly answer?: (operation: string) => SimOutcome;
}

/** How long we wait for an answer in these worlds, and the mall goes on after we gave up. */
const timeoutMs = 20 * secondMs;
const lateMs = 3 * minuteMs;

/** Faults that can strike any call, until they are lifted. */
export const faultsOfAnyCall: readonly CallFault[] = [
  { name: 'refused connection', fault: { kind: 'refuse' } },
  { name: 'reset', fault: { kind: 'reset' } },
  { name: 'time-out before applying', fault: { kind: 'timeout-before' } },
  { name: 'time-out after applying', fault: { kind: 'timeout-after' } },
  { name: 'applied 3 min after we gave up', fault: { kind: 'apply-later', applyAfterMs: timeoutMs + lateMs } },
  { name: '503, JSON', fault: { kind: 'server-error-json' } },
  { name: '503, JSON, applied', fault: { kind: 'server-error-json', applied: true } },
  { name: '503, HTML', fault: { kind: 'server-error-html' } },
  { name: '200, HTML', fault: { kind: 'html-200' } },
  { name: '200, HTML, applied', fault: { kind: 'html-200', applied: true } },
  { name: '401, GA0001', fault: { kind: 'auth-flap' }, settings: { auth: { envelope: 'GA0001' } } },
  { name: '401, ES01-01', fault: { kind: 'auth-flap' }, settings: { auth: { envelope: 'ES01-01' } } },
  { name: 'throttled', fault: { kind: 'throttle' } },
];

/** A code of a function's messages, with the words it comes with. Sources: `docs/malls/rms.md`. */
interface MallError {
  readonly suffix: string;
  readonly text: string;
}

/** Suffixes that mean the same in every function. */
const generic: readonly MallError[] = [
  { suffix: '009', text: 'orderNumberの項目を指定して下さい。' },
  { suffix: '010', text: 'orderNumberの値を指定して下さい。' },
  { suffix: '011', text: 'shippingDateの書式が不正です。' },
  { suffix: '016', text: '指定された注文番号は他店舗の注文、または存在しない注文です。' },
  { suffix: '023', text: '指定された値が不正です。' },
  { suffix: '900', text: 'システムエラーが発生しました。' },
];

const ofFunction: Readonly<Record<string, readonly MallError[]>> = {
  getOrder: [],
  confirmOrder: [
    {
      suffix: '102',
      text: '指定された注文番号は既にキャンセルされているため、注文確認が出来る状態ではありませんでした。',
    },
    {
      suffix: '103',
      text: '指定された注文番号は既にステータスが移動しているため、注文確認が出来る状態ではありませんでした。',
    },
    { suffix: '105', text: '金額が未設定のため、注文確認が出来る状態ではありませんでした。' },
  ],
  updateOrderShipping: [
    { suffix: '101', text: '発送完了報告が出来る状態ではありませんでした。' },
    {
      suffix: '102',
      text: '指定された注文番号は既にキャンセルされているため、発送完了報告が出来る状態ではありませんでした。',
    },
  ],
  updateOrderSubStatus: [
    {
      suffix: '101',
      text: '指定された注文番号は既にキャンセルされているため、サブステータスの更新が出来る状態ではありませんでした。',
    },
    { suffix: '102', text: '指定された注文番号、サブステータスでは更新できません。' },
  ],
  updateOrderMemo: ['107', '108', '109'].map((suffix) => ({ suffix, text: '更新できません。' })),
  cancelOrder: [{ suffix: '101', text: '発送日が登録されているため、キャンセルが出来る状態ではありませんでした。' }],
};

/** 200 with an ERROR inside, of each code that is documented for the function. */
export function codedFaultsOf(operation: string): CallFault[] {
  return [...generic, ...(ofFunction[operation] ?? [])].map(({ suffix, text }) => ({
    name: `200 + ERROR_${suffix}`,
    answer: () => errorUnder200(operation, suffix, text),
  }));
}

function errorUnder200(operation: string, suffix: string, message: string): SimOutcome {
  const name = { getOrder: 'GET_ORDER', confirmOrder: 'CONFIRM_ORDER', cancelOrder: 'CANCEL_ORDER' }[operation];
  const code = `ORDER_EXT_API_${name ?? operation.replace(/^update/, 'update_').toUpperCase()}_ERROR_${suffix}`;
  const body = {
    MessageModelList: [{ messageType: 'ERROR', messageCode: code, message }],
    ...(operation === 'getOrder' ? { OrderModelList: [] } : {}),
  };
  return {
    ending: 'answer',
    status: 200,
    headers: { 'content-type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(body),
    delayMs: 200,
  };
}
