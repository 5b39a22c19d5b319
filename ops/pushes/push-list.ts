import { counted, t } from '../../language/index.ts';
import { changeColumns, changeFacts } from '../../views/change/index.ts';
import { pausesNow } from '../../views/pause/index.ts';
import { orRefuse, shopOption, shopsMeant } from '../arguments/meant.ts';
import { choice, flag, optional, text } from '../arguments/parameter.ts';
import { defineCommand } from '../frame/command.ts';
import { cutAt, tableLines } from '../terminal/index.ts';
import { gatherPushes } from './gather.ts';
import { offeredKinds } from './push-kinds.ts';

const shownMax = 50;

const states = ['requested', 'pushing', 'held', 'retrying', 'confirmed', 'failed', 'withdrawn'] as const;

export const pushList = defineCommand({
  name: 'push list',
  summary: 'Lists the requested changes that are not at the mall yet, or failed',
  help: `requested  受付済      waits for a worker
pushing    変更中      a worker has it; ends by itself if the worker dies
held       一時停止中  a pause holds it: which pause, by whom, stands below it;
                       of all shops, by reason: ops stuck --minutes 0
retrying   再試行待ち  waits for its next try, for the mall, or for a look at the mall
failed     要対応      a person must act: who and how stands below it
confirmed  反映済      seen at the mall; shown with --order only
withdrawn  取下げ済    taken back, or replaced by a later request; with --order only

What each means, and what to do: docs/how-to/statuses.md`,
  examples: [
    ['push list', 'what is undone or failed, of all shops'],
    ['push list --failed --shop kado-no-mise', 'what needs action, of one shop'],
    ['push list --order 370001-20261124-0203456789', 'everything of an order, what ended well, too'],
  ],
  options: {
    shop: optional(shopOption('only of this shop')),
    order: optional(text('<受注番号>', 'only of this order')),
    state: optional(choice(states, 'only in this state')),
    kind: optional(choice(offeredKinds, 'only this change')),
    failed: flag('the same as --state failed'),
    json: flag('one line of JSON, with what happened to each'),
  },
  problemsOf: ({ state, failed }, isGiven) => [
    ...(failed && isGiven('state') ? [t`--failed, --state: give one of them, not both.`] : []),
    ...((state === 'confirmed' || state === 'withdrawn') && !isGiven('order')
      ? [t`--state ${state}: is looked for by --order only.`]
      : []),
  ],
  async run({ ports, terminal }, { shop: shopName, order: orderNumber, state, kind, failed, json }) {
    const shops = await orRefuse(t`The changes cannot be listed`, (problems) => shopsMeant(ports, shopName, problems));
    const filter = { orderNumber, kind, state: failed ? ('failed' as const) : state };
    const { pushes, cut } = await gatherPushes(ports, shops, filter);
    const pauses = await pausesNow(ports, shops);
    // Of one order all were read: what became of its parcels is known.
    const ofOrder = orderNumber === undefined ? [] : pushes;
    const facts = pushes.map((push) => changeFacts(push, pauses, ofOrder));
    if (json) terminal.printJson({ pushes: facts, cut });
    else if (pushes.length === 0) terminal.print(t`No such change. Changes that ended well are shown with --order.`);
    else {
      const columns = changeColumns({ ofOneShop: shopName !== undefined });
      const way = t`narrow it down with --shop, --kind or --state; --json has all`;
      terminal.print(...cutAt(shownMax, facts, (shown) => tableLines(columns, shown), way));
    }
    if (cut.length > 0) terminal.say(t`${counted(cut.length, 'shop')} have more than were read: ${cut.join(', ')}`);
  },
});
