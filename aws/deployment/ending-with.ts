/** `PollOrdersFunction` → `['PollOrders', 'tsunagi-prod-poll-orders']`, in the order of the words. */
export function endingWith(values: Readonly<Record<string, string>>, ending: string): [string, string][] {
  return Object.entries(values)
    .filter(([key]) => key.endsWith(ending))
    .map(([key, value]): [string, string] => [key.slice(0, -ending.length), value])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
