import { asNumber, type FieldReader, type Fields, isFields } from './read-fields.ts';

const PAGE_SIZE_DEFAULT = 30;
const PAGE_SIZE_MAX = 1000;

/** Which page, how long, and in which direction of 注文日時. */
export interface Page {
  size: number;
  number: number;
  descending: boolean;
}

/** Without a PaginationRequestModel: 30 rows, page 1, newest first. Unknown names, `sortModelList` too, do nothing. */
export function readPage(body: Fields, reader: FieldReader, outOfRange: string): Page {
  const model = body.PaginationRequestModel;
  if (model === undefined || model === null) return { size: PAGE_SIZE_DEFAULT, number: 1, descending: true };
  if (!isFields(model)) {
    reader.wrong('011', 'PaginationRequestModel');
    return { size: PAGE_SIZE_DEFAULT, number: 1, descending: true };
  }
  const whole = (name: string, fallback: number, max: number): number => {
    const value = model[name];
    if (value === undefined || value === null) return fallback;
    const number = asNumber(value);
    if (number !== null && Number.isInteger(number) && number >= 1 && number <= max) return number;
    reader.wrong(number === null ? '011' : outOfRange, name);
    return fallback;
  };
  return {
    size: whole('requestRecordsAmount', PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX),
    number: whole('requestPage', 1, Number.MAX_SAFE_INTEGER),
    descending: isDescending(model, reader),
  };
}

function isDescending(model: Fields, reader: FieldReader): boolean {
  const list = model.SortModelList;
  if (list === undefined || list === null) return true;
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  if (!isFields(first)) {
    if (!Array.isArray(list) || list.length > 0) reader.wrong('011', 'SortModelList');
    return true;
  }
  if (first.sortColumn !== undefined && asNumber(first.sortColumn) !== 1) reader.wrong('011', 'sortColumn');
  const direction = first.sortDirection ?? 2;
  if (![1, 2].includes(asNumber(direction) ?? 0)) reader.wrong('011', 'sortDirection');
  return asNumber(direction) !== 1;
}
