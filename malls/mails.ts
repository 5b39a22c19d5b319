// What mails to merchants say of every mall, by its name: one line a mall.
export { amazonMail as amazon } from './amazon/mail.ts';
export { rmsMail as rms } from './rms/mail.ts';
export { shopifyMail as shopify } from './shopify/mail.ts';
export { yahooMail as yahoo } from './yahoo/mail.ts';
