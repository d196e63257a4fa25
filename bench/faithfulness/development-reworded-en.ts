import type { Passage } from './passage.ts';

/** Approved text said in free wording, as chat models do; the check may be fitted to these. */
export const developmentRewordedEn: readonly Passage[] = [
  {
    source:
      'A parcel insured for more than EUR 400 is handed over only against a signature. The sender may name a neighbour; the name must be given when the parcel is posted.',
    faithful: [
      'Parcels insured for more than EUR 400 can only be handed over against a signature.',
      'If a parcel is insured for more than EUR 400, it is handed over only against a signature.',
      'We only hand over a parcel insured for more than EUR 400 against a signature.',
      'A neighbour can be named by the sender.',
    ],
    contradictions: [
      ['condition', 'Parcels are handed over only against a signature.'],
      ['amount', 'A parcel insured for more than EUR 40 is handed over only against a signature.'],
      ['actor', 'The neighbour may name a sender.'],
      ['negation', 'A parcel insured for more than EUR 400 is handed over without a signature.'],
    ],
  },
  {
    source:
      'The late return fee is USD 3 for each day. It is dropped if the book was reported as missing before the due date; students do not pay it during holidays.',
    faithful: [
      'The late return fee of USD 3 is charged for each day.',
      'Late returns cost USD 3 per day.',
      'If you reported the book as missing before the due date, the late return fee is dropped.',
      'During holidays, students do not pay the late return fee.',
      'The late return fee is dropped when the book has been reported as missing before the due date.',
    ],
    contradictions: [
      ['condition', 'The late return fee is dropped.'],
      ['date', 'The late return fee is dropped if the book was reported as missing after the due date.'],
      ['condition', 'Students do not pay the late return fee.'],
      ['amount', 'The late return fee is USD 13 for each day.'],
    ],
  },
  {
    source:
      'Step 4: Check that the device is switched off, that the battery is removed and that the label is readable. Do not open the case. Pass it to the workshop within 2 days.',
    faithful: [
      'Check that the device is switched off, the battery is removed and the label is readable.',
      'Don’t open the case.',
      'You should not open the case.',
      'Please never open the case.',
      'The case must not be opened.',
      'It must be passed to the workshop within 2 days.',
    ],
    contradictions: [
      ['negation', 'Open the case.'],
      ['date', 'Pass it to the workshop within 12 days.'],
      ['negation', 'Check that the device is not switched off.'],
    ],
  },
  {
    source:
      'Members can borrow up to five tools at a time. Tools must be back by 18:00 on the last day; a deposit of GBP 20 is taken for power tools and returned when the tool comes back clean.',
    faithful: [
      'As a member, you can borrow up to 5 tools at a time.',
      'No more than five tools can be borrowed at a time.',
      'You must bring tools back by 18:00 on the last day.',
      'Tools must be back by 6 p.m. on the last day.',
      'For power tools, we take a deposit of £20.',
      'A deposit of GBP 20 is taken for power tools.',
      'The maximum is five tools at a time.',
    ],
    contradictions: [
      ['amount', 'Members can borrow at least five tools at a time.'],
      ['amount', 'Members can borrow up to fifteen tools at a time.'],
      ['date', 'Tools must be back by 8:00 on the last day.'],
      ['condition', 'A deposit of GBP 20 is taken for all tools.'],
      ['negation', 'No deposit is taken for power tools.'],
    ],
  },
  {
    source:
      'The Harbour Ferry Pass covers two zones and costs EUR 64 a month. Bicycles are not included; dogs travel free. The pass can be paused once a year for at most four weeks.',
    faithful: [
      'The Harbour Ferry Pass costs EUR 64 per month and covers two zones.',
      'The price of the Harbour Ferry Pass is EUR 64 a month.',
      'The Harbour Ferry Pass does not include bicycles.',
      'Bicycles aren’t included in the Harbour Ferry Pass.',
      'Dogs travel for free.',
      'Once a year, the pass can be paused for up to four weeks.',
      'You can pause the pass once a year, for a maximum of 4 weeks.',
    ],
    contradictions: [
      ['negation', 'The Harbour Ferry Pass includes bicycles.'],
      ['product', 'The Island Ferry Pass costs EUR 64 a month.'],
      ['amount', 'The pass can be paused twice a year for at most four weeks.'],
      ['amount', 'The pass can be paused once a year for at least four weeks.'],
      ['product', 'Bicycles travel free.'],
    ],
  },
  {
    source:
      'Section 12. A tenant’s deposit may only be used for damage that the tenant caused. The landlord must not enter the flat unless there is an emergency, and has to give notice 48 hours ahead.',
    faithful: [
      'According to Section 12, a tenant’s deposit can only be used for damage caused by the tenant.',
      'The deposit of a tenant may be used only for damage that the tenant caused.',
      'Unless there is an emergency, the landlord must not enter the flat.',
      'The landlord may not enter the flat except in an emergency.',
      'The flat must not be entered by the landlord unless there is an emergency.',
    ],
    contradictions: [
      ['condition', 'The landlord must not enter the flat.'],
      ['negation', 'The landlord must enter the flat unless there is an emergency.'],
      ['actor', 'The tenant must not enter the flat unless there is an emergency.'],
      ['actor', 'A tenant’s deposit may only be used for damage that the landlord caused.'],
    ],
  },
  {
    source:
      'From 15 April 2027, returns are accepted within 45 days of delivery instead of 30. The refund is made to the original card and takes three to six working days. Gift cards are not refunded in cash.',
    faithful: [
      'As of April 15, 2027, returns are accepted within 45 days of delivery.',
      'Starting 15 April 2027, we accept returns within 45 days of delivery.',
      'Refunds are made to the original card.',
      'The refund takes 3 to 6 working days.',
      'We do not refund gift cards in cash.',
      'Gift cards cannot be refunded in cash.',
    ],
    contradictions: [
      ['date', 'From 15 April 2027, returns are accepted within 30 days of delivery.'],
      ['date', 'The refund takes three to six weeks.'],
      ['negation', 'Gift cards are refunded in cash.'],
      ['date', 'From 15 August 2027, returns are accepted within 45 days of delivery.'],
    ],
  },
  {
    source:
      'To change the name on a ticket you need: the booking number, a copy of the identity card and the consent of the first passenger. The change costs EUR 30 for flights within Europe and EUR 60 for all others.',
    faithful: [
      'You need the booking number, a copy of the identity card and the consent of the first passenger to change the name on a ticket.',
      'For flights within Europe the change costs EUR 30.',
      'The change costs EUR 30 for flights within Europe.',
      'The fee for the change is EUR 60 for all other flights.',
      'Changing the name on a ticket requires the booking number, a copy of the identity card and the first passenger’s consent.',
    ],
    contradictions: [
      ['amount', 'The change costs EUR 60 for flights within Europe.'],
      ['condition', 'The change costs EUR 30.'],
      ['condition', 'To change the name on a ticket you do not need the consent of the first passenger.'],
    ],
  },
];
