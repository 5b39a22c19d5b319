import { jstText } from '../../core/kernel/index.ts';
import { mallOfScope, type Pause } from '../../core/model/index.ts';
import { t, translated } from '../../language/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';

export interface KeyRemedy {
  /** Sentences; the last one goes on with the commands. */
  readonly say: string;
  /** Commands of this program, without `ops`: the one that fits. */
  readonly run: readonly string[];
}

/** Why a `credentials` pause holds its shop, as the middle of a sentence. */
export function keyCauseText({ code, function: name }: Pick<Pause, 'code' | 'function'>): string {
  switch (code) {
    case 'key.function-off':
      return functionOffText(name);
    case 'key.unreadable':
      return t`the shop’s stored key does not open`;
    default:
      return t`the mall refuses the shop’s key`;
  }
}

/** That a function is off, as the middle of a sentence; undefined or empty: which one is unknown. */
export function functionOffText(name?: string): string {
  return t`the mall does not let the shop use ${name || t`a function`}`;
}

/** What a person can do about a `credentials` pause. A function that is off is no problem of the key: a new key would end the one that works. */
export function keyRemedy(
  { code, scope, function: name }: Pick<Pause, 'code' | 'scope' | 'function'>,
  shop: string = scope,
): KeyRemedy {
  const care = mallDesks.of(mallOfScope(scope)).keyCare;
  const rotate = `keys rotate --shop ${shop}`;
  const verify = `shops verify --shop ${shop}`;
  switch (code) {
    case 'key.refused':
      return { say: t`${translated(care.lookUp)} Hand it in`, run: [rotate] };
    case 'key.function-off':
      return { say: t`${care.switchOn(name)} Then, to go on at once`, run: [verify] };
    case 'key.unreadable':
      return { say: t`Store its keys again`, run: [`shops key --shop ${shop}`] };
    default:
      return {
        say: t`The note of the pause (ops pauses) says whether a key is refused or a function is off. Hand in the key, or verify the shop once the function is on`,
        run: [rotate, verify],
      };
  }
}

export function keyLiftedText(pause: Pause): string {
  const { code, retryAt } = pause;
  const [first = '', ...others] = keyRemedy(pause).run.map((command) => `ops ${command}`);
  const again = (what: string): string =>
    retryAt === undefined ? '' : t`, or ${what}, tried again at ${jstText(retryAt)}`;
  switch (code) {
    case 'key.function-off':
      return t`Lifted once the mall lets the shop use the function: by ${first}${again(t`by itself`)}.`;
    case 'key.unreadable':
      return t`Lifted by its keys, stored again (${first})${again(t`when they open`)}.`;
    case 'key.refused':
      return t`Lifted by another key (${first})${again(t`when the mall takes the same key`)}.`;
    default:
      return t`Its note says what lifts it: another key (${first}), or a function that is switched on (${others.join(', ')})${again(t`by itself when the mall answers`)}.`;
  }
}
