import { readFileSync } from 'node:fs';

/** The release of this command line: two folders above, for the sources as for what `npm pack` bundles. */
export function ownRelease(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
