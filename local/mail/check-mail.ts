/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const recipientsMax = 50;

interface MailRequest {
  readonly FromEmailAddress?: string;
  readonly Destination?: {
    readonly ToAddresses?: string[];
    readonly CcAddresses?: string[];
    readonly BccAddresses?: string[];
  };
  readonly Content?: { readonly Simple?: { readonly Subject?: { readonly Data?: string } } };
}

/** What SES would refuse of a SendEmail request, in sentences; empty for a good one. */
export function problemsOfMail(body: string): string[] {
  let mail: MailRequest;
  try {
    mail = JSON.parse(body) as MailRequest;
  } catch {
    return ['The request is not JSON.'];
  }
  const { ToAddresses = [], CcAddresses = [], BccAddresses = [] } = mail.Destination ?? {};
  const recipients = [...ToAddresses, ...CcAddresses, ...BccAddresses];
  const problems: string[] = [];
  if (!isAddress(mail.FromEmailAddress ?? '')) problems.push('The sender is no address.');
  if (recipients.length === 0) problems.push('There is no recipient.');
  if (recipients.length > recipientsMax) problems.push(`There are more than ${recipientsMax} recipients.`);
  for (const [index, address] of recipients.entries()) {
    if (!isAddress(address)) problems.push(`Recipient ${index + 1} is no address.`);
  }
  if (/[\r\n]/.test(mail.Content?.Simple?.Subject?.Data ?? '')) problems.push('The subject has a line break.');
  return problems;
}

/** `a@b.jp`, or such an address behind a name in ASCII. */
function isAddress(text: string): boolean {
  return /^(?:[\x20-\x7e]*<)?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?$/.test(text);
}
