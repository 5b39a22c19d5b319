/** JSON in ASCII: some queues and targets of a bus refuse other characters; escaped ones are accepted everywhere. */
export function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
