export type Paint = (look: 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan', text: string) => string;
