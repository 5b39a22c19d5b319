/** JSON in ASCII: some queues, and what stands behind a bus, refuse characters that others take; escaped ones pass everywhere. */
export function asciiJson(value: object): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
