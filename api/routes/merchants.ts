import { anyList, object, optional, orNull, text, whole } from '../../core/kernel/index.ts';
import { bareMerchant } from '../../core/model/index.ts';
import { mailFacts, mailShape, newestMails } from '../../views/mail/index.ts';
import { merchantFacts, merchantShape } from '../../views/merchant/index.ts';
import { notFound } from '../problem.ts';
import { limitOf, pageOf, pageQuery, type Route, route } from '../route.ts';

/** Days of mails that a list looks back, each of which is a query. */
const days = { usual: 7, most: 60 } as const;

export const merchantRoutes: readonly Route[] = [
  route({
    name: 'listMerchants',
    method: 'get',
    path: '/v1/merchants',
    scope: 'orders:read',
    summary: 'The merchants, by id; their contacts are masked',
    query: object(pageQuery),
    answer: object({ merchants: anyList(merchantShape), next: orNull(text()) }),
    async run({ ports }, { query }) {
      const { shown, next } = pageOf(await ports.merchants.list(), ({ id }) => id, query);
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
    async run({ ports, reach }, { path: { merchant: id = '' } }) {
      const row = await ports.merchants.get(id);
      if (row !== null) return merchantFacts(row);
      if (!(await reach.shops()).some(({ merchant }) => merchant === id)) throw notFound('merchant');
      return merchantFacts(bareMerchant(id, ports.clock.now()), { hasRow: false });
    },
  }),
  route({
    name: 'listMails',
    method: 'get',
    path: '/v1/mails',
    scope: 'orders:read',
    summary: 'Mails to merchants, the newest first, and what became of them; their addresses are masked',
    query: object({ ...pageQuery, merchant: optional(text()), days: optional(whole({ from: 1, to: days.most })) }),
    answer: object({ mails: anyList(mailShape), next: orNull(text()) }),
    async run({ ports }, { query }) {
      const { merchant, cursor: before } = query;
      const wanted = { merchant, days: query.days ?? days.usual, last: limitOf(query), before };
      const { mails, hasMore } = await newestMails(ports, wanted);
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
    async run({ ports }, { path }) {
      const found = await ports.notices.sent(path.mail ?? '');
      if (found === null) throw notFound('mail');
      return { ...mailFacts(found), text: found.record?.text ?? null };
    },
  }),
];
