import type { Cloud } from '../../local/cloud.ts';
import { callService } from '../../local/wire/call.ts';
import type { WarehouseEvent } from './warehouse.ts';

/** Puts an event on the bus over HTTP, as a program outside does. */
export async function sendEvent(cloud: Pick<Cloud, 'endpoints' | 'resource'>, event: WarehouseEvent): Promise<void> {
  await callService(cloud.endpoints.eventbridge, 'AWSEvents.PutEvents', {
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
