import { AsyncLocalStorage } from 'node:async_hooks';
import { filledIn, Sentence, type SentenceValue, templateOf, type Words } from '../core/kernel/index.ts';

/** The languages that `ops` speaks. English stands in the code, and is the key to the others. */
export type Language = 'en' | 'ja';

/** Texts of one language by their English template, where `{0}`, `{1}` stand for what they are filled with. */
export type Catalogue = ReadonlyMap<string, string>;

/** The catalogue of the run that asks; none where English is spoken. Two runs of one process may differ. */
const ofRun = new AsyncLocalStorage<Catalogue | null>();

/** What OPS_LANG may say. */
const wanted: Readonly<Record<string, Language>> = { ja: 'ja', en: 'en' };

/** The language that an environment asks for, or why it asks for none that there is: OPS_LANG, else the locale of its messages. */
export function languageOf(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly language: Language } | { readonly problem: string } {
  const { OPS_LANG, LC_ALL, LC_MESSAGES, LANG } = environment;
  if (OPS_LANG) {
    const language = wanted[OPS_LANG.toLowerCase().split(/[-_.]/)[0] ?? ''];
    if (language !== undefined) return { language };
    return { problem: `OPS_LANG: got ${JSON.stringify(OPS_LANG)}, expected ja or en.` };
  }
  return { language: /^ja(?:[-_.]|$)/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'ja' : 'en' };
}

/** The catalogue of a language; null for English. Loaded only when it is wanted. */
export async function catalogueOf(language: Language): Promise<Catalogue | null> {
  if (language === 'en') return null;
  const { japanese } = await import('./japanese.ts');
  return japanese;
}

/** Does something whose texts are of this language, whatever the language around it is. */
export async function inLanguage<Result>(language: Language, work: () => Result | Promise<Result>): Promise<Result> {
  const catalogue = await catalogueOf(language);
  return ofRun.run(catalogue, work);
}

/** A text in the language of the run: ``t`no order ${number} in ${shop}` ``. */
export function t(texts: TemplateStringsArray, ...values: readonly SentenceValue[]): string {
  return textOf(templateOf(texts), values, ofRun.getStore() ?? null);
}

/** A declared text, or a sentence that came finished from elsewhere, in the language of the run; as it is where no catalogue has it. */
export function translated(words: Words): string {
  return translatedBy(ofRun.getStore() ?? null, words);
}

/** A text in the language of the run; null where that is English, or has no such text. */
export function inOther(words: Words): string | null {
  const catalogue = ofRun.getStore() ?? null;
  return catalogue?.has(words instanceof Sentence ? words.template : words) ? translatedBy(catalogue, words) : null;
}

/** The same in a given language. */
export function translatedBy(catalogue: Catalogue | null, words: Words): string {
  return words instanceof Sentence ? textOf(words.template, words.values, catalogue) : textOf(words, [], catalogue);
}

function textOf(template: string, values: readonly SentenceValue[], catalogue: Catalogue | null): string {
  const texts = values.map((value) => (value instanceof Sentence ? translatedBy(catalogue, value) : String(value)));
  return filledIn(catalogue?.get(template) ?? template, texts);
}
