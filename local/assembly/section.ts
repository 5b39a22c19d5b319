/** A part of a resource's properties. Reading a property of the wrong kind throws, naming the resource and the property. */
export class Section {
  readonly where: string;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(where: string, values: unknown) {
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      throw new Error(`${where} is ${JSON.stringify(values)}; it must be an object.`);
    }
    this.where = where;
    this.#values = values as Record<string, unknown>;
  }

  /** The values as they are. */
  get raw(): Readonly<Record<string, unknown>> {
    return this.#values;
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined;
  }

  /** A text, or a number or truth value as text: CloudFormation takes either. */
  text(name: string, standard?: string): string {
    const value = this.#values[name] ?? standard;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw this.#wrong(name, value, 'a text');
  }

  number(name: string, standard?: number): number {
    const value = this.#values[name] ?? standard;
    const number =
      typeof value === 'number' || (typeof value === 'string' && value !== '') ? Number(value) : Number.NaN;
    if (Number.isNaN(number)) throw this.#wrong(name, value, 'a number');
    return number;
  }

  truth(name: string, standard: boolean): boolean {
    const value = this.#values[name] ?? standard;
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw this.#wrong(name, value, 'true or false');
  }

  section(name: string): Section {
    return new Section(`${this.where}.${name}`, this.#values[name]);
  }

  /** The sections of a list; none if the property is left out. */
  sections(name: string): Section[] {
    return this.#list(name).map((value, index) => new Section(`${this.where}.${name}[${index}]`, value));
  }

  texts(name: string): string[] {
    return this.#list(name).map(String);
  }

  /** Throws when one of these properties is set: it would be left out silently. */
  refuse(...names: readonly string[]): void {
    for (const name of names) {
      if (this.has(name)) throw new Error(`${this.where} sets ${name}, which the local cloud does not run.`);
    }
  }

  #list(name: string): unknown[] {
    const value = this.#values[name] ?? [];
    if (!Array.isArray(value)) throw this.#wrong(name, value, 'a list');
    return value;
  }

  #wrong(name: string, value: unknown, wanted: string): Error {
    return new Error(`${this.where}.${name} is ${JSON.stringify(value)}; it must be ${wanted}.`);
  }
}
