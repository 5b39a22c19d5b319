/** What is known of one version range of a package, as `npm audit --json` tells it. */
export interface Advisory {
  /** `GHSA-…`, or the registry's number. */
  readonly id: string;
  readonly packageName: string;
  readonly severity: string;
  readonly title: string;
}

/** An advisory that does not concern us, why, and until when that is assumed. */
export interface ArguedAdvisory {
  readonly id: string;
  readonly packageName: string;
  readonly reason: string;
  /** `2026-12-31`: after this day the argument is reviewed. */
  readonly until: string;
}

/** The outcome of an audit. `not-offered`: this registry cannot be asked, or not now. */
export type Audit =
  | { readonly kind: 'asked'; readonly advisories: readonly Advisory[] }
  | { readonly kind: 'not-offered'; readonly said: string };

/** Statuses with which a registry says that it has no audit endpoint, or does not let it be asked. */
const notOfferedStatuses: readonly unknown[] = [400, 401, 403, 404, 405, 410, 501, 502, 503, 504];

/** Error texts of an audit that reached no registry. */
const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOAUDIT|audit endpoint/;

/**
 * Reads what `npm audit --json` printed. Throws where that is neither a report nor the error of a registry that cannot be asked: an
 * audit that cannot be read must not pass for a clean one.
 */
export function readAudit(stdout: string, stderr: string): Audit {
  const report = parsed(stdout);
  if (report !== null && 'vulnerabilities' in report) return { kind: 'asked', advisories: advisoriesOf(report) };
  const status = report?.statusCode;
  const said = String(
    report?.message ?? (report?.error as { summary?: unknown } | undefined)?.summary ?? stderr,
  ).trim();
  if (notOfferedStatuses.includes(status) || unreachable.test(`${said} ${stderr}`))
    return { kind: 'not-offered', said };
  throw new Error(
    `npm audit said neither what it found nor why it could not ask: ${stdout.slice(0, 300)}${stderr.slice(0, 300)}`,
  );
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function advisoriesOf({ vulnerabilities }: Readonly<Record<string, unknown>>): Advisory[] {
  const found = new Map<string, Advisory>();
  for (const one of Object.values(vulnerabilities as Record<string, { readonly via?: readonly unknown[] }>)) {
    // A word names another vulnerable package, which has an entry of its own.
    for (const via of one.via ?? []) {
      if (typeof via !== 'object' || via === null) continue;
      const { source, name, title, url, severity } = via as Readonly<Record<string, unknown>>;
      const id = /GHSA(?:-[a-z0-9]{4}){3}/.exec(String(url))?.[0] ?? String(source);
      found.set(`${id} ${String(name)}`, {
        id,
        packageName: String(name),
        severity: String(severity),
        title: String(title),
      });
    }
  }
  return [...found.values()];
}

/** What is wrong: advisories without an argument, and arguments that are out of date or about nothing. Today is `2026-11-24`. */
export function auditProblems(
  advisories: readonly Advisory[],
  argued: readonly ArguedAdvisory[],
  today: string,
): string[] {
  const isAbout = (one: ArguedAdvisory, advisory: Advisory): boolean =>
    one.id === advisory.id && one.packageName === advisory.packageName;
  return [
    ...advisories
      .filter((advisory) => !argued.some((one) => isAbout(one, advisory) && one.until >= today))
      .map(
        ({ id, packageName, severity, title }) =>
          `${packageName}: ${title} (${severity}, ${id}). Update it, or argue it in docs/audit.json.`,
      ),
    ...argued
      .filter((one) => !advisories.some((advisory) => isAbout(one, advisory)))
      .map(
        ({ id, packageName }) =>
          `docs/audit.json argues ${id} of ${packageName}, which npm audit does not tell any more. Take it out.`,
      ),
  ];
}
