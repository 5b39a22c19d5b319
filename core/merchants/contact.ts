/** Longer ones no mail server has to take. https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1 */
const longest = 254;
const form =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** True for a mail address as people in business have them; quoted and non-ASCII local parts are slips of the keyboard here. */
export function isContact(text: string): boolean {
  return text.length <= longest && form.test(text);
}

/** Addresses of one merchant: a mail to more is refused by SES. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
export const contactsMax = 50;

/** What is wrong with so many addresses, a sentence; null when they fit into one mail. Repeats do not count. */
export function tooManyContacts(contacts: readonly string[]): string | null {
  const count = distinctContacts(contacts).length;
  if (count <= contactsMax) return null;
  return `got ${count} addresses, expected ${contactsMax} at most: one mail goes to all of them. A mailing list of the merchant's takes any number.`;
}

/**
 * What may be shown of an address, `t***@example.jp`: enough to tell one from another, too little to write to. What is no
 * address is cut down the same way, because it is mostly one with a slip in it.
 */
export function maskedContact(text: string): string {
  const at = text.lastIndexOf('@');
  const domain = at < 0 ? '' : text.slice(at);
  return `${[...text.slice(0, Math.max(1, at))][0] ?? ''}***${/^@[A-Za-z0-9.-]*$/.test(domain) ? domain : ''}`;
}

/** Several addresses as one list without repeats, in the order given; the case of the domain does not count. */
export function distinctContacts(contacts: readonly string[]): string[] {
  const kept = new Map<string, string>();
  for (const contact of contacts) {
    const at = contact.lastIndexOf('@');
    const same = contact.slice(0, at) + contact.slice(at).toLowerCase();
    if (!kept.has(same)) kept.set(same, contact);
  }
  return [...kept.values()];
}
