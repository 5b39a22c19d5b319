import { withClients } from '../aws/deployment/clients.ts';
import { type ExaminedTable, examineStage, examineTables, type StageFacts } from '../aws/deployment/examine-stage.ts';
import { endingWith } from '../aws/deployment/functions.ts';
import { secondMs } from '../core/kernel/index.ts';
import { TransportFailure, type TransportFailureKind } from '../malls/http.ts';
import { mallAddresses } from '../malls/mall-desks.ts';
import { createUndiciTransport } from '../malls/undici.ts';

/** Examines a deployed stage. */
export function examineDeployment(stage: { readonly name: string; readonly region: string }): Promise<StageFacts> {
  return withClients((clients) => examineStage(clients, stage.name, stage.region, () => Date.now()));
}

/** Examines the tables of an instance on this machine, whose variables this process has set. */
export function examineLocalTables(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<readonly ExaminedTable[]> {
  const named = Object.entries(variables).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const tables = endingWith(Object.fromEntries(named), '_TABLE');
  return withClients(({ dynamodb }) => examineTables(dynamodb, tables, { care: false }));
}

/** Whether something answers at a mall's address. */
export interface MallReach {
  /** The mall's word in capitals, `RMS`. */
  readonly mall: string;
  /** The parameter of the stacks that sets its address. */
  readonly parameter: string;
  readonly baseUrl: string;
  readonly answer:
    | { readonly kind: 'answers'; readonly status: number; readonly tookMs: number }
    | { readonly kind: 'silent'; readonly why: TransportFailureKind };
}

type Address = (typeof mallAddresses)[number];

const reachTimeoutMs = 10 * secondMs;

/**
 * Calls the API of every mall of these variables (`RMS_BASE_URL`) without a key, from this machine. Any answer means that the mall was reached.
 */
export async function reachMalls(variables: Readonly<Record<string, string | undefined>>): Promise<MallReach[]> {
  const transport = createUndiciTransport();
  const reach = async ({ mall, parameter }: Address, baseUrl: string): Promise<MallReach> => {
    const common = { mall: mall.toUpperCase(), parameter, baseUrl };
    const startedMs = performance.now();
    try {
      const { status } = await transport({
        method: 'GET',
        // Of a mall whose shops have an address each, any of them tells.
        url: `${baseUrl.replaceAll('{shop}', 'shop')}/`,
        headers: {},
        timeoutMs: reachTimeoutMs,
        maxBytes: 1024 * 1024,
      });
      return { ...common, answer: { kind: 'answers', status, tookMs: Math.round(performance.now() - startedMs) } };
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      // A reply that is too long to read is also an answer.
      if (error.kind === 'too-large') {
        return { ...common, answer: { kind: 'answers', status: 200, tookMs: reachTimeoutMs } };
      }
      return { ...common, answer: { kind: 'silent', why: error.kind } };
    }
  };
  try {
    const asked = mallAddresses.flatMap((address) => {
      const value = variables[address.variable];
      return address.isApi && value ? [reach(address, value)] : [];
    });
    return await Promise.all(asked);
  } finally {
    await transport.close();
  }
}
