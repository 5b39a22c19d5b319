/** Below these JPRS registers domains; nobody has them: https://jprs.jp/about/jp-dom/spec/ */
const registries = /^(?:ac|ad|co|ed|go|gr|lg|ne|or)\.jp$/i;

/**
 * The identities by which SES may know the address that mails come from: the address itself, its domain, and each parent domain, since
 * a verified domain holds for its subdomains, too. SES takes the nearest one that there is.
 * https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 *
 * @returns `info@mail.shop.example`, `mail.shop.example`, `shop.example` for the first of these; no domain that nobody can own
 */
export function identitiesOf(sender: string): string[] {
  const labels = sender.slice(sender.lastIndexOf('@') + 1).split('.');
  const domains = labels.slice(0, Math.max(1, labels.length - 1)).map((_, index) => labels.slice(index).join('.'));
  return [sender, ...domains.filter((domain) => !registries.test(domain))];
}
