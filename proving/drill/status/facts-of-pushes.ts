import type { Parcel, Push } from '../../../core/model/push.ts';
import type { BookOrder } from '../../../simulator/rms/index.ts';
import type { MemoryStore } from '../../memory/index.ts';
import type { ParcelFact, PushFact } from '../facts.ts';

/** The rows of all pushes, as facts. */
export function pushFacts({ pushesByShop }: Pick<MemoryStore, 'pushesByShop'>): PushFact[] {
  return allPushes({ pushesByShop }).map((push) => ({
    shop: push.shop,
    orderNumber: push.orderNumber,
    push: push.id,
    parcels: push.content.kind === 'ship' ? push.content.parcels.map(parcelFact) : [],
    requestedAt: push.requestedAt,
    heldAt: push.trail.find(({ what }) => what === 'held')?.at ?? null,
    ...endOf(push),
  }));
}

/** Every row of a push there is. */
export function allPushes({ pushesByShop }: Pick<MemoryStore, 'pushesByShop'>): Push[] {
  return [...pushesByShop.values()].flatMap((pushes) => [...pushes.values()]);
}

/** The rows of 発送明細 that the mall's books have of an order. */
export function parcelsOfBook({ model }: BookOrder): (ParcelFact & { readonly basketId: string })[] {
  return model.PackageModelList.flatMap(({ basketId, ShippingModelList }) =>
    ShippingModelList.map(({ deliveryCompany, shippingNumber, shippingDate }) => ({
      basketId: String(basketId),
      carrier: deliveryCompany,
      trackingNumber: shippingNumber,
      shippedOn: shippingDate,
    })),
  );
}

function parcelFact({ basketId, carrier, trackingNumber, shippedOn }: Parcel): ParcelFact {
  return { basketId: basketId ?? null, carrier, trackingNumber, shippedOn };
}

function endOf({ state }: Push): Pick<PushFact, 'state' | 'endedAt'> {
  switch (state.kind) {
    case 'confirmed':
    case 'failed':
    case 'withdrawn':
      return { state: state.kind, endedAt: state.at };
    case 'requested':
    case 'pushing':
    case 'held':
    case 'retrying':
      return { state: 'undone', endedAt: null };
  }
}
