import { cyclesOf, type ImportGraph } from './imports.ts';

const underLocal = [
  ...['core', 'malls', 'aws', 'wiring', 'journal', 'simulator'],
  ...['language', 'views', 'ops', 'console', 'api', 'lib'],
];
const product = [...underLocal, 'functions', 'local'];

/** Which rooms (top folders) a room may import, beside itself. `docs/ARCHITECTURE.md` says why. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  core: [],
  malls: ['core'],
  aws: ['core'],
  wiring: ['core', 'malls', 'aws'],
  functions: ['core', 'wiring', 'api'],
  language: ['core'],
  views: ['core', 'language'],
  ops: ['core', 'wiring', 'language', 'views'],
  console: ['core', 'wiring', 'language', 'views', 'ops'],
  api: ['core', 'views'],
  lib: ['core'],
  simulator: [],
  journal: [],
  local: underLocal,
  proving: product,
  bench: ['core', 'malls', 'aws', 'wiring', 'simulator', 'console', 'proving'],
  bin: [...product, 'bench', 'proving'],
};

/** Single files that may cross a border, with the reason. */
const exceptions: Readonly<Record<string, RegExp>> = {
  // A function's settings (memory, time limit, period) are read by the stack that deploys it; so are the addresses of the malls.
  lib: /^(?:functions\/[^/]+\/settings|malls\/mall-desks)\.ts$/,
  // What a person enters for a mall, and reads of it, is known by the mall alone.
  views: /^malls\/(?:mall-desks|mall|labels|sheet)\.ts$/,
  ops: /^malls\/(?:mall-desks|mall-mails|mall|labels|sheet)\.ts$/,
  console: /^malls\/(?:mall-desks|mall-mails)\.ts$/,
  api: /^malls\/mall-desks\.ts$/,
};

/** The layers of `core/`, each with the folders that it may import beside those of the layers before it: none of its own. */
const layers: readonly (readonly string[])[] = [
  ['kernel'],
  ['model'],
  ['ports'],
  ['session'],
  ['import', 'status', 'stock', 'outage', 'mail', 'tenants', 'feed'],
  ['jobs'],
];

/** A longer file may hold two ideas: `npm run check` names it, and does not fail. */
const linesExpectedMax = 400;

const roomOf = (path: string): string => path.split('/')[0] ?? '';

/** The folder of `core/` that a path lies in; null outside. */
function coreFolderOf(path: string): string | null {
  return /^core\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function mallOf(path: string): string | null {
  return /^malls\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** The simulated mall that a path belongs to; null for what all malls have alike, and outside. */
function simulatorOf(path: string): string | null {
  return /^simulator\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** The problem of one import, in a sentence that says what to do; null if there is none. */
export function importProblem(from: string, to: string): string | null {
  if (!from.includes('/') || !to.endsWith('.ts')) return null;
  return (
    roomProblem(from, to) ??
    mallProblem(from, to) ??
    simulatorProblem(from, to) ??
    lawProblem(from, to) ??
    viewProblem(from, to) ??
    packageProblem(from, to) ??
    layerProblem(from, to) ??
    depthProblem(from, to)
  );
}

function roomProblem(from: string, to: string): string | null {
  const [here, there] = [roomOf(from), roomOf(to)];
  if (here === there || here === 'test' || exceptions[here]?.test(to)) return null;
  const allowed = rooms[here];
  if (allowed === undefined) return `${from}: ${here}/ is no room of the layout; add it to proving/layout/rules.ts.`;
  if (allowed.includes(there)) return null;
  const may = allowed.length === 0 ? 'nothing of ours' : allowed.join(', ');
  return `${from} imports ${to}: ${here}/ may import ${may}. Pass it in as an argument, or join them in wiring/.`;
}

function mallProblem(from: string, to: string): string | null {
  const [here, there] = [mallOf(from), mallOf(to)];
  if (here === null || there === null || here === there) return null;
  return `${from} imports ${to}: a mall never imports another mall; move what both need up to malls/.`;
}

/** The one file that imports the simulators of all malls. */
const simulatorList = 'simulator/malls.ts';

/** From outside only the index of the simulator and the list of its malls are imported, and no mall's simulator imports another's. */
function simulatorProblem(from: string, to: string): string | null {
  if (roomOf(to) !== 'simulator') return null;
  const [here, there] = [simulatorOf(from), simulatorOf(to)];
  if (from === simulatorList) return null;
  if (roomOf(from) === 'simulator') {
    if (to !== simulatorList && (there === null || here === there)) return null;
    return `${from} imports ${to}: what is alike at every mall is in simulator/ and knows none of them; a mall's simulator never imports another's.`;
  }
  if (['test', 'proving', 'bench'].includes(roomOf(from))) return null;
  const entrances = ['simulator/index.ts', simulatorList];
  return entrances.includes(to) ? null : `${from} imports ${to}: import it from ${entrances.join(' or ')}.`;
}

/** A law holds whatever the product is made of: it imports other laws and the journal alone. */
function lawProblem(from: string, to: string): string | null {
  const laws = 'proving/laws/';
  if (!from.startsWith(laws) || to.startsWith(laws) || roomOf(to) === 'journal') return null;
  return `${from} imports ${to}: a law imports other laws and journal/ alone. Give the law a shape of its own, and fill it where the law is used.`;
}

/** The noun of `views/` that a path belongs to; null for what knows no noun, and outside. */
function nounOf(path: string): string | null {
  return /^views\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** Facts say nothing in a language, words read nothing, a renderer knows no noun; a noun is imported by its index. */
function viewProblem(from: string, to: string): string | null {
  const [here, there] = [nounOf(from), nounOf(to)];
  if (there !== null && here !== there && roomOf(from) !== 'test' && to !== `views/${there}/index.ts`)
    return `${from} imports ${to}: import it from views/${there}/index.ts.`;
  if (roomOf(from) !== 'views') return null;
  if (here === null)
    return there === null ? null : `${from} imports ${to}: what lies in views/ itself knows no noun. Pass it in.`;
  const [name = ''] = from.split('/').slice(-1);
  if (/^facts\b/.test(name) && (roomOf(to) === 'language' || /\/words[^/]*\.ts$/.test(to)))
    return `${from} imports ${to}: facts are codes, numbers and moments. Say them in words.ts.`;
  if (/^words\b/.test(name) && /^core\/ports\//.test(to))
    return `${from} imports ${to}: words are said of facts alone. Read it in facts.ts.`;
  return null;
}

/** The one file that imports each part of a mall's package. */
const listOf: Readonly<Record<string, string>> = {
  'index.ts': 'malls/adapters.ts',
  'desk.ts': 'malls/desks.ts',
  'mail.ts': 'malls/mails.ts',
  'hook.ts': 'malls/hooks.ts',
};

/** Of a mall's folder only its adapter, its desk, its mail and its hook are imported, each by its list; what tests and measures it may look deeper. */
function packageProblem(from: string, to: string): string | null {
  const there = mallOf(to);
  if (there === null || mallOf(from) === there || ['test', 'proving', 'bench'].includes(roomOf(from))) return null;
  if (listOf[to.slice(`malls/${there}/`.length)] === from) return null;
  return `${from} imports ${to}: only ${Object.values(listOf).join(', ')} import a mall's ${Object.keys(listOf).join(', ')}. Ask malls/registry.ts, malls/mall-desks.ts, malls/mall-mails.ts or malls/mall-hooks.ts for the mall.`;
}

function layerProblem(from: string, to: string): string | null {
  const [here, there] = [coreFolderOf(from), coreFolderOf(to)];
  if (here === null || there === null || here === there) return null;
  const [own, other] = [here, there].map((folder) => layers.findIndex((layer) => layer.includes(folder)));
  if (own === undefined || other === undefined || own < 0 || other < 0) {
    return `${from} imports ${to}: core/ has the folders ${layers.flat().join(', ')}, and no others.`;
  }
  if (other < own) return null;
  if (other === own)
    return `${from} imports ${to}: features never import each other. Move what both need to core/model or core/session, or let core/jobs pass it in.`;
  return `${from} imports ${to}: core/${here} is below core/${there}. Move what it needs down, or take it as an argument.`;
}

/** From outside a folder of `core/` only its `index.ts` is imported; tests may look at anything. */
function depthProblem(from: string, to: string): string | null {
  const there = coreFolderOf(to);
  if (there === null || there === coreFolderOf(from) || roomOf(from) === 'test' || roomOf(from) === 'proving')
    return null;
  const index = `core/${there}/index.ts`;
  return to === index ? null : `${from} imports ${to}: import it from ${index}.`;
}

/** Everything that breaks the layout, a sentence each; none when all is well. */
export function layoutProblems(graph: ImportGraph): string[] {
  const imports = [...graph].flatMap(([from, targets]) => targets.flatMap((to) => importProblem(from, to) ?? []));
  const cycles = cyclesOf(graph).map(
    (members) => `These import each other in a circle; move what two of them need into a third: ${members.join(', ')}.`,
  );
  return [...imports, ...cycles];
}

/** A sentence for each long file; `linesOf` has the number of lines by path. */
export function lengthWarnings(linesOf: ReadonlyMap<string, number>): string[] {
  return [...linesOf]
    .filter(([, lines]) => lines > linesExpectedMax)
    .map(([path, lines]) => `${path} has ${lines} lines: divide it if it is about two things.`);
}

/** Pairs of folders of `core/` that import each other. */
export function mutualFolders(graph: ImportGraph): string[] {
  const edges = new Set(
    [...graph].flatMap(([from, targets]) =>
      targets.flatMap((to) => {
        const [here, there] = [coreFolderOf(from), coreFolderOf(to)];
        return here === null || there === null || here === there ? [] : [`${here} ${there}`];
      }),
    ),
  );
  return [...edges].filter((edge) => {
    const [here = '', there = ''] = edge.split(' ');
    return here < there && edges.has(`${there} ${here}`);
  });
}

/** The layout in one line, for the end of a check. */
export function layoutFigures(graph: ImportGraph): string {
  const inCore = [...graph.keys()].filter((path) => roomOf(path) === 'core').length;
  return `${graph.size} sources, ${inCore} in core/; mutual imports among its folders ${mutualFolders(graph).length}, cycles ${cyclesOf(graph).length}`;
}
