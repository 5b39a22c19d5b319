import type { Cloud } from '../cloud.ts';
import type { WarehouseEvent } from './warehouse.ts';

/** Puts an event on the bus over HTTP, as a program outside does. */
export async function sendEvent(cloud: Pick<Cloud, 'call' | 'resource'>, event: WarehouseEvent): Promise<void> {
  await cloud.call('eventbridge', 'AWSEvents.PutEvents', {
    Entries: [
      {
        EventBusName: cloud.resource('Bus').name,
        Source: event.source,
        DetailType: event['detail-type'],
        Detail: JSON.stringify(event.detail),
      },
    ],
  });
}
