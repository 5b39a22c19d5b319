import type { Parcel, PushContent } from '../../../../core/model/push.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { openPushWorld, type PushWorld } from '../../../../proving/status-world.ts';

export const writing = 'updateOrderShipping';

export const parcel = (trackingNumber: string, corrects?: string, carrier = '1001'): Parcel => ({
  carrier,
  trackingNumber,
  shippedOn: '2026-11-24',
  ...(corrects === undefined ? {} : { corrects }),
});

export const ship = (...parcels: Parcel[]): PushContent => ({ kind: 'ship', parcels });

/** A world with one order at 300, and what tests say of it again and again. */
export interface OneOrder {
  readonly world: PushWorld;
  readonly number: string;
  readonly ports: Ports;
  ask(content: PushContent): ReturnType<PushWorld['ask']>;
  /** The next call gets no answer, and is carried out so much later. */
  late(applyAfterMs: number, operation?: string): void;
  refuseOnce(operation?: string): void;
  /** The rows at the mall, `1111 1001`. */
  shown(): string[];
  memo(): string | null | undefined;
  /** The pushes, `failed content-refused`. */
  states(): string[];
  /** The shipment with this number. */
  of(trackingNumber: string, carrier?: string): Push;
}

export async function openOneOrder(options: Parameters<typeof openPushWorld>[0] = {}): Promise<OneOrder> {
  const world = await openPushWorld(options);
  const [number = ''] = world.orders(1, 300);
  const { control } = world.rms;
  return {
    world,
    number,
    ports: world.worker().ports,
    ask: (content) => world.ask(number, content),
    late(applyAfterMs, operation = writing) {
      control.break({ kind: 'apply-later', operations: [operation], times: 1, applyAfterMs });
    },
    refuseOnce(operation = writing) {
      control.break({ kind: 'refusal', operations: [operation], times: 1 });
    },
    shown: () =>
      world
        .rows(number)
        .map((row) => `${row.number} ${row.company}`)
        .sort(),
    memo: () => control.order(number)?.model.memo,
    states: () => world.pushes().map(({ state }) => `${state.kind}${'reason' in state ? ` ${state.reason}` : ''}`),
    of(trackingNumber, carrier) {
      const found = world.pushes().find(({ content }) => {
        const parcels = content.kind === 'ship' ? content.parcels : [];
        return parcels.some(
          (one) => one.trackingNumber === trackingNumber && (carrier === undefined || one.carrier === carrier),
        );
      });
      if (found === undefined) throw new Error(`There is no shipment of ${trackingNumber}.`);
      return found;
    },
  };
}
