import { notifyFunction } from '../../wiring/notify-function.ts';

/** Every minute: sends the mails that are due, each once to each merchant. */
export const handler = notifyFunction('notify-merchants');
