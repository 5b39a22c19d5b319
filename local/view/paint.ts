/** Puts a colour on a text, or leaves it as it is. */
export type Paint = (look: 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan', text: string) => string;
