import { relayFunction } from '../../wiring/relay-function.ts';

/** For each message of the alarms' topics: posts what it says to the webhook of a chat. */
export const handler = relayFunction('relay-alarms');
