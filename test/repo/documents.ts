import { projectFiles, textOf } from '../../proving/layout/sources.ts';

/** A fenced block of a document. */
interface Snippet {
  readonly language: string;
  readonly code: string;
}

/** A document as the tests look at it. */
export interface Document {
  readonly path: string;
  readonly text: string;
  /** Headings in order, by their level and text. */
  readonly headings: readonly { readonly level: number; readonly text: string }[];
  /** Targets of links and pictures. */
  readonly links: readonly string[];
  /** Texts between backticks, outside fenced blocks. */
  readonly codeSpans: readonly string[];
  readonly snippets: readonly Snippet[];
}

/** Every Markdown document of the project. */
export function documents(): Document[] {
  return projectFiles()
    .filter((path) => path.endsWith('.md'))
    .map((path) => readDocument(path, textOf(path)));
}

/** Splits a document into its parts. */
export function readDocument(path: string, text: string): Document {
  const snippets: Snippet[] = [];
  const prose = text.replace(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm, (_, language: string, code: string) => {
    snippets.push({ language, code });
    return '';
  });
  const headings = [...prose.matchAll(/^(#{1,6}) (.+)$/gm)].map(([, marks = '', title = '']) => ({
    level: marks.length,
    text: title.trim(),
  }));
  const withoutCode = prose.replace(/`[^`\n]+`/g, '');
  return {
    path,
    text,
    headings,
    links: [...withoutCode.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target),
    codeSpans: [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span),
    snippets,
  };
}

/** The anchor that GitHub gives a heading: lower case, no punctuation, hyphens for blanks. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation} -]/gu, '')
    .replaceAll(' ', '-');
}
