import type { MallName } from '../../core/model/index.ts';
import { mallAddresses } from '../../malls/mall-desks.ts';

/** Every address of every mall, with the option of `npm start` that gives it: `rms-url`, `yahoo-auth-url`. */
export const siteOptions: readonly { readonly mall: MallName; readonly name: string; readonly option: string }[] =
  mallAddresses.map(({ mall, name }) => {
    const word = name === 'baseUrl' ? 'url' : name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return { mall, name, option: `${mall}-${word}` };
  });
