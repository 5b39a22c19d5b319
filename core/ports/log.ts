/** Values a log line may carry: ids, counts, codes, figures (`core/watch/measured-lines.ts`). Never a name, address, phone number, mail address or key. */
export type LogValue = string | number | boolean | null | readonly string[] | readonly number[];

/** One JSON shape for every line. `event` is a dotted, past-tense name: `order.quarantined`. */
export interface Log {
  info(event: string, fields?: Readonly<Record<string, LogValue>>): void;
  warn(event: string, fields?: Readonly<Record<string, LogValue>>): void;
  error(event: string, fields?: Readonly<Record<string, LogValue>>): void;
}
