/** Shops of the simulated mall. All made up; some with characters that tables and exports trip over. */
const named = [
  { code: 'midori-an', name: '茶舗 みどり庵' },
  { code: 'yonaga-coffee', name: '珈琲焙煎所 夜長' },
  { code: 'garasu-takashima', name: 'ガラス工房 髙島' },
  { code: 'kinoutsuwa', name: '木の器 𠮷野屋' },
  { code: 'hotori-kitchen', name: 'ｷｯﾁﾝ雑貨 ほとり' },
  { code: 'hanayori', name: '花便り 壱番館' },
  { code: 'wata-to-ito', name: '綿と糸 しののめ' },
  { code: 'kombu-kitaura', name: '北浦昆布店' },
] as const;

/** Code and name of the shop at this place, counted from 0. */
export function shopAt(index: number): { readonly code: string; readonly name: string } {
  const known = named[index];
  if (known !== undefined) return known;
  const number = String(index + 1).padStart(3, '0');
  return { code: `mise-${number}`, name: `見本の店 ${number}` };
}

/** What people call the shop with this code. */
export function nameOfShop(code: string): string {
  const known = named.find((shop) => shop.code === code);
  return known?.name ?? `見本の店 ${code.replace(/^mise-/, '')}`;
}
