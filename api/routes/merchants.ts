import { anyList, dayMs, object, optional, orNull, type Static, text, whole } from '../../core/kernel/index.ts';
import { bareMerchant, mailMoment } from '../../core/model/index.ts';
import { mailFacts, mailShape, newestMails } from '../../views/mail/index.ts';
import { merchantFacts, merchantShape } from '../../views/merchant/index.ts';
import { notFound } from '../problem.ts';
import { limitOf, pageOf, pageQuery, type Route, route, type Session } from '../route.ts';

/** Days of mails that a list looks back, each of which is a query. */
const days = { usual: 7, most: 60 } as const;

const mailQuery = object({
  ...pageQuery,
  merchant: optional(text()),
  days: optional(whole({ from: 1, to: days.most })),
});

/** Mails of all merchants lie by day, those of one also in a partition of their own. */
async function mailsOf({ ports, key, reach }: Session, query: Static<typeof mailQuery>) {
  const { merchant, cursor: before } = query;
  const [last, ofDays] = [limitOf(query), query.days ?? days.usual];
  if (key.merchant === null) return newestMails(ports, { merchant, days: ofDays, last, before });
  if (merchant !== undefined && !reach.hasMerchant(merchant)) return { mails: [], hasMore: false };
  const from = ports.clock.now() - ofDays * dayMs;
  const newest = await ports.merchantRows.mails(key.merchant, before, last + 1);
  const mails = newest.filter(({ id }) => (mailMoment(id) ?? 0) >= from);
  return { mails: mails.slice(0, last), hasMore: mails.length > last };
}

export const merchantRoutes: readonly Route[] = [
  route({
    name: 'listMerchants',
    method: 'get',
    path: '/v1/merchants',
    scope: 'orders:read',
    summary: 'The merchants, by id; their contacts are masked',
    query: object(pageQuery),
    answer: object({ merchants: anyList(merchantShape), next: orNull(text()) }),
    async run({ ports, key }, { query }) {
      const all = key.merchant === null ? await ports.merchants.list() : [await ports.merchants.get(key.merchant)];
      const rows = all.filter((row) => row !== null);
      const { shown, next } = pageOf(rows, ({ id }) => id, query);
      return { merchants: shown.map((merchant) => merchantFacts(merchant)), next };
    },
  }),
  route({
    name: 'getMerchant',
    method: 'get',
    path: '/v1/merchants/{merchant}',
    scope: 'orders:read',
    summary: 'One merchant',
    answer: merchantShape,
    async run({ ports }, { path: { merchant: id = '' } }) {
      const row = await ports.merchants.get(id);
      if (row !== null) return merchantFacts(row);
      if ((await ports.merchantRows.shopKeys(id)).length === 0) throw notFound('merchant');
      return merchantFacts(bareMerchant(id, ports.clock.now()), { hasRow: false });
    },
  }),
  route({
    name: 'listMails',
    method: 'get',
    path: '/v1/mails',
    scope: 'orders:read',
    summary: 'Mails to merchants, the newest first, and what became of them; their addresses are masked',
    query: mailQuery,
    answer: object({ mails: anyList(mailShape), next: orNull(text()) }),
    async run(session, { query }) {
      const { mails, hasMore } = await mailsOf(session, query);
      return { mails: mails.map(mailFacts), next: hasMore ? (mails.at(-1)?.id ?? null) : null };
    },
  }),
  route({
    name: 'getMail',
    method: 'get',
    path: '/v1/mails/{mail}',
    scope: 'orders:read',
    summary: 'One mail, with its text',
    answer: object({ ...mailShape.fields, text: orNull(text()) }),
    async run({ ports, key: { merchant } }, { path: { mail = '' } }) {
      const found = await (merchant === null ? ports.notices.sent(mail) : ports.merchantRows.mail(merchant, mail));
      if (found === null) throw notFound('mail');
      return { ...mailFacts(found), text: found.record?.text ?? null };
    },
  }),
];
