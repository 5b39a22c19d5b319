import { realpathSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const root = new URL('../../', import.meta.url).href;
/** What another tree has in place of this one's: the product. The judge is this tree's. */
const product = ['core/', 'malls/', 'aws/', 'wiring/'];

/**
 * Lets this thread read the product of another checkout, from now on; it needs no packages of its own. What the judge imports has to be there
 * by the same path.
 */
export function readProductOf(checkout: string): void {
  const other = `${pathToFileURL(realpathSync(checkout)).href}/`;
  registerHooks({
    resolve(specifier, context, next) {
      const isOfOther = context.parentURL?.startsWith(other) === true;
      const isPackage = /^[a-z@#]/.test(specifier) && !/^(node|file|data):/.test(specifier);
      // Packages are those of this tree.
      const found = next(specifier, isOfOther && isPackage ? { ...context, parentURL: `${root}core/` } : context);
      const path = found.url.startsWith(root) ? found.url.slice(root.length) : '';
      return product.some((folder) => path.startsWith(folder)) ? { ...found, url: `${other}${path}` } : found;
    },
  });
}
