/** A table as a release made it. */
export interface TableFacts {
  /** Its construct id, `Orders`. */
  readonly id: string;
  /** CloudFormation knows it by this: under another one it would be another table. */
  readonly logicalId: string;
  readonly keys: unknown;
  readonly indexes: readonly unknown[];
  /** The attribute of its expiry, where it has one. */
  readonly expiresAt: string | null;
}

/** A function as a release deployed it. */
export interface FunctionFacts {
  /** As its folder is called, `poll-orders`. */
  readonly name: string;
  /** The export of the bundle that handles its events. */
  readonly handler: string;
  readonly memoryMiB: number;
  readonly timeoutSeconds: number;
  /** What its environment holds; names of tables and the like as the local cloud gives them. */
  readonly variables: Readonly<Record<string, string>>;
  /** What its schedule sends it; null when none does. */
  readonly event: string | null;
}

/** What is kept of a release beside its code: `releases/<version>/release.json`. */
export interface ReleaseFacts {
  readonly version: string;
  /** SHA-256 of `functions.cjs`, in hexadecimal. */
  readonly sha256: string;
  readonly functions: readonly FunctionFacts[];
  readonly tables: readonly TableFacts[];
}
