import { notifyFunction } from '../../wiring/notify-function.ts';

/** Every minute: sends the mails that incidents and maintenance windows want sent, each once to each merchant. */
export const handler = notifyFunction('notify-merchants');
