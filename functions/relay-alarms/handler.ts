import { relayFunction } from '../../wiring/relay-function.ts';

/** For each message of the alarm topics: posts its text to the webhook of a chat. */
export const handler = relayFunction('relay-alarms');
