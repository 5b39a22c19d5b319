import type { MallName } from '../../core/model/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';

/** A progress value with the name that people at its mall have for it, `300 発送待ち`; alone where the mall has added it since. */
export function progressText(mall: MallName, progress: string): string {
  return `${progress} ${mallDesks.of(mall).progressNames[progress] ?? ''}`.trimEnd();
}
