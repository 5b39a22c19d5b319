/** A client of the SDK whose calls a function answers, for far sides without HTTP: it is given `PutEvents` and the input of the command. */
export function clientAnswering<Client>(answer: (operation: string, input: never) => Promise<object>): Client {
  const send = (command: { readonly input: never }): Promise<object> =>
    answer(command.constructor.name.replace(/Command$/, ''), command.input);
  return { send } as Client;
}

/** An exception as the SDK's. */
export function sdkException(name: string, message: string, httpStatusCode: number): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode, requestId: 'REQUEST-1' } });
}
