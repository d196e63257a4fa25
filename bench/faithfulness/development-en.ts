import type { Passage } from './passage.ts';

/** The passages that the check was developed on. */
export const developmentEn: readonly Passage[] = [
  {
    source:
      'The annual fee of the Aurora Gold Card is CNY 580. It is waived if the customer makes at least 12 purchases in the card year.',
    faithful: [
      'The annual fee of the Aurora Gold Card is CNY 580.',
      'The annual fee is waived if you make at least 12 purchases in the card year.',
    ],
    contradictions: [
      ['amount', 'The annual fee of the Aurora Gold Card is CNY 850.'],
      ['condition', 'The annual fee of the Aurora Gold Card is waived.'],
      ['product', 'The annual fee of the Aurora Platinum Card is CNY 580.'],
    ],
  },
  {
    source: 'Early repayment of a Harbour Home Loan is not possible within the first 12 months after disbursement.',
    faithful: [
      'Within the first 12 months after disbursement, early repayment of a Harbour Home Loan is not possible.',
      'Early repayment is not possible within the first twelve months after disbursement.',
    ],
    contradictions: [
      ['negation', 'Early repayment of a Harbour Home Loan is possible within the first 12 months after disbursement.'],
      ['date', 'Early repayment of a Harbour Home Loan is not possible within the first 12 days after disbursement.'],
    ],
  },
  {
    source:
      'A disputed card transaction must be reported within 60 days of the statement date; later reports cannot be accepted.',
    faithful: [
      'You must report a disputed card transaction within 60 days of the statement date.',
      'Reports later than 60 days after the statement date cannot be accepted.',
    ],
    contradictions: [
      ['date', 'A disputed card transaction must be reported within 90 days of the statement date.'],
      ['negation', 'Reports after 60 days can be accepted.'],
      ['modality', 'A disputed card transaction may be reported within 60 days of the statement date.'],
    ],
  },
  {
    source:
      'Only the account holder may close the account, unless a notarised power of attorney is presented at the branch.',
    faithful: [
      'Only the account holder may close the account, unless a notarised power of attorney is presented.',
      'Unless a notarised power of attorney is presented at the branch, only the account holder may close the account.',
    ],
    contradictions: [
      ['condition', 'Anyone may close the account at the branch.'],
      ['actor', 'Only the branch may close the account, unless a notarised power of attorney is presented.'],
    ],
  },
  {
    source: 'Withdrawals at our own machines are free of charge. At machines abroad the fee is 1.5%, at least CNY 15.',
    faithful: [
      'Withdrawals at our own machines are free of charge.',
      'At machines abroad the fee is 1.5 percent, at least CNY 15.',
    ],
    contradictions: [
      ['amount', 'At machines abroad the fee is 5.1%, at least CNY 15.'],
      ['quantifier', 'At machines abroad the fee is 1.5%, at most CNY 15.'],
      ['antonym', 'Withdrawals at our own machines are charged.'],
    ],
  },
  {
    source:
      'The Seagull Travel Policy covers trip cancellation because of illness. It does not cover cancellation because of work.',
    faithful: [
      'The Seagull Travel Policy covers trip cancellation because of illness.',
      'The policy does not cover cancellation because of work.',
    ],
    contradictions: [
      ['negation', 'The Seagull Travel Policy covers cancellation because of work.'],
      ['negation', 'The Seagull Travel Policy does not cover trip cancellation because of illness.'],
      ['product', 'The Seagull Family Policy covers trip cancellation because of illness.'],
    ],
  },
  {
    source:
      'Refunds are paid to the original payment method within 7 working days after the returned goods have been inspected.',
    faithful: [
      'Refunds are paid to the original payment method within 7 working days after the goods have been inspected.',
      'After the returned goods have been inspected, your refund is paid within seven working days.',
    ],
    contradictions: [
      [
        'date',
        'Refunds are paid to the original payment method within 7 hours after the returned goods have been inspected.',
      ],
      ['condition', 'Refunds are paid to the original payment method before the returned goods have been inspected.'],
    ],
  },
  {
    source: 'From 1 March 2026 the daily transfer limit for the mobile app is CNY 50,000 for each customer.',
    faithful: [
      'From 1 March 2026 the daily transfer limit for the mobile app is CNY 50,000.',
      'The daily transfer limit for the mobile app is CNY 50,000 for each customer from March 1, 2026.',
    ],
    contradictions: [
      ['date', 'From 1 May 2026 the daily transfer limit for the mobile app is CNY 50,000 for each customer.'],
      ['amount', 'From 1 March 2026 the daily transfer limit for the mobile app is CNY 500,000 for each customer.'],
      ['antonym', 'From 1 March 2026 the monthly transfer limit for the mobile app is CNY 50,000 for each customer.'],
    ],
  },
  {
    source:
      'Agents must verify the caller’s identity before they tell any balance. They must never ask for the full password.',
    faithful: [
      'Agents must verify the caller’s identity before they tell any balance.',
      'You must never ask for the full password.',
    ],
    contradictions: [
      ['modality', 'Agents may verify the caller’s identity before they tell any balance.'],
      ['negation', 'Agents must ask for the full password.'],
      ['antonym', 'Agents must verify the caller’s identity after they tell any balance.'],
    ],
  },
  {
    source: 'The minimum opening deposit of the Evergreen Savings Account is USD 100 and interest is paid quarterly.',
    faithful: [
      'The minimum opening deposit of the Evergreen Savings Account is $100.',
      'Interest on the Evergreen Savings Account is paid quarterly.',
    ],
    contradictions: [
      ['amount', 'The minimum opening deposit of the Evergreen Savings Account is USD 1,000.'],
      ['antonym', 'Interest on the Evergreen Savings Account is paid monthly.'],
      ['quantifier', 'The maximum opening deposit of the Evergreen Savings Account is USD 100.'],
    ],
  },
  {
    source: 'If the parcel has not arrived after 10 days, the sender may file a claim with the carrier.',
    faithful: [
      'If the parcel has not arrived after 10 days, the sender may file a claim with the carrier.',
      'The sender may file a claim with the carrier if the parcel has not arrived after ten days.',
    ],
    contradictions: [
      ['actor', 'If the parcel has not arrived after 10 days, the carrier may file a claim with the sender.'],
      ['condition', 'The sender may file a claim with the carrier.'],
      ['negation', 'If the parcel has arrived after 10 days, the sender may file a claim with the carrier.'],
    ],
  },
  {
    source: 'All complaints about mis-selling are escalated to the compliance department on the same working day.',
    faithful: [
      'All complaints about mis-selling are escalated to the compliance department on the same working day.',
      'Complaints about mis-selling are escalated to the compliance department on the same working day.',
    ],
    contradictions: [
      [
        'quantifier',
        'Some complaints about mis-selling are escalated to the compliance department on the same working day.',
      ],
      ['date', 'All complaints about mis-selling are escalated to the compliance department on the next working day.'],
      ['actor', 'All complaints about mis-selling are escalated to the sales department on the same working day.'],
    ],
  },
  {
    source: 'The interest rate of the Pioneer Term Deposit is fixed at 2.35% a year for 24 months.',
    faithful: [
      'The interest rate of the Pioneer Term Deposit is fixed at 2.35% a year for 24 months.',
      'For 24 months, the interest rate of the Pioneer Term Deposit is fixed at 2.35 per cent a year.',
    ],
    contradictions: [
      ['antonym', 'The interest rate of the Pioneer Term Deposit is variable at 2.35% a year for 24 months.'],
      ['amount', 'The interest rate of the Pioneer Term Deposit is fixed at 3.25% a year for 24 months.'],
      ['date', 'The interest rate of the Pioneer Term Deposit is fixed at 2.35% a year for 24 years.'],
    ],
  },
  {
    source: 'Customers who are younger than 18 need the written consent of a parent to order a debit card.',
    faithful: [
      'Customers who are younger than 18 need the written consent of a parent to order a debit card.',
      'To order a debit card, customers younger than 18 need the written consent of a parent.',
    ],
    contradictions: [
      ['antonym', 'Customers who are older than 18 need the written consent of a parent to order a debit card.'],
      [
        'negation',
        'Customers who are younger than 18 do not need the written consent of a parent to order a debit card.',
      ],
      ['product', 'Customers who are younger than 18 need the written consent of a parent to order a credit card.'],
    ],
  },
  {
    source:
      'A lost card is blocked free of charge at any time; a replacement card costs CNY 20 and arrives in 3 to 5 working days.',
    faithful: [
      'A lost card is blocked free of charge at any time.',
      'A replacement card costs CNY 20 and arrives in 3 to 5 working days.',
    ],
    contradictions: [
      ['amount', 'A replacement card is free of charge.'],
      ['date', 'A replacement card costs CNY 20 and arrives in 3 to 5 weeks.'],
    ],
  },
  {
    source:
      'The free-look period of the Lotus Life Plan is 15 days, counted from the day on which the policy is received.',
    faithful: [
      'The free-look period of the Lotus Life Plan is 15 days.',
      'The free-look period is counted from the day on which the policy is received.',
    ],
    contradictions: [
      ['amount', 'The free-look period of the Lotus Life Plan is 50 days.'],
      ['antonym', 'The free-look period is counted from the day on which the policy is sent.'],
      ['product', 'The free-look period of the Lotus Health Plan is 15 days.'],
    ],
  },
  {
    source: 'Roaming charges apply outside the European Union. Inside it, calls and data cost the same as at home.',
    faithful: [
      'Roaming charges apply outside the European Union.',
      'Inside the European Union, calls and data cost the same as at home.',
    ],
    contradictions: [
      ['antonym', 'Roaming charges apply inside the European Union.'],
      ['negation', 'Roaming charges do not apply outside the European Union.'],
    ],
  },
  {
    source:
      'Apologise first, then ask for the order number. Offer a voucher of up to CNY 30 only when the delay exceeds 48 hours.',
    faithful: [
      'Apologise first, then ask for the order number.',
      'Offer a voucher of up to CNY 30 only when the delay exceeds 48 hours.',
    ],
    contradictions: [
      ['condition', 'Offer a voucher of up to CNY 30.'],
      ['amount', 'Offer a voucher of up to CNY 300 only when the delay exceeds 48 hours.'],
      ['quantifier', 'Offer a voucher of at least CNY 30 only when the delay exceeds 48 hours.'],
    ],
  },
  {
    source:
      'Funds in the Blue River Money Fund can be redeemed on any trading day; the money arrives on the next trading day.',
    faithful: [
      'Funds in the Blue River Money Fund can be redeemed on any trading day.',
      'The money arrives on the next trading day.',
    ],
    contradictions: [
      ['negation', 'Funds in the Blue River Money Fund cannot be redeemed on any trading day.'],
      ['date', 'The money arrives on the same trading day.'],
      ['product', 'Funds in the Blue River Bond Fund can be redeemed on any trading day.'],
    ],
  },
  {
    source: 'The guarantor is liable for the debt only after the borrower has been sued without success.',
    faithful: [
      'The guarantor is liable for the debt only after the borrower has been sued without success.',
      'Only after the borrower has been sued without success is the guarantor liable for the debt.',
    ],
    contradictions: [
      ['actor', 'The borrower is liable for the debt only after the guarantor has been sued without success.'],
      ['condition', 'The guarantor is liable for the debt.'],
      ['negation', 'The guarantor is not liable for the debt after the borrower has been sued without success.'],
    ],
  },
  {
    source:
      'Personal data of former customers is deleted five years after the end of the contract, provided that no dispute is pending.',
    faithful: [
      'Personal data of former customers is deleted five years after the end of the contract, provided that no dispute is pending.',
      'Provided that no dispute is pending, the data of former customers is deleted 5 years after the end of the contract.',
    ],
    contradictions: [
      ['condition', 'Personal data of former customers is deleted five years after the end of the contract.'],
      [
        'date',
        'Personal data of former customers is deleted three years after the end of the contract, provided that no dispute is pending.',
      ],
    ],
  },
  {
    source:
      'The insurer should answer a claim within 30 days and must tell the customer in writing why a claim is rejected.',
    faithful: [
      'The insurer should answer a claim within 30 days.',
      'The insurer must tell the customer in writing why a claim is rejected.',
    ],
    contradictions: [
      ['antonym', 'The insurer must tell the customer in writing why a claim is accepted.'],
      ['actor', 'The customer must tell the insurer in writing why a claim is rejected.'],
      ['date', 'The insurer should answer a claim within 13 days.'],
    ],
  },
  {
    source: 'Contracts concluded by telephone can be cancelled in writing within 14 days without giving a reason.',
    faithful: [
      'Contracts concluded by telephone can be cancelled in writing within 14 days without giving a reason.',
      'You can cancel contracts concluded by telephone in writing within 14 days.',
    ],
    contradictions: [
      ['negation', 'Contracts concluded by telephone can be cancelled in writing within 14 days with a reason.'],
      [
        'amount',
        'Contracts concluded by telephone can be cancelled in writing within 40 days without giving a reason.',
      ],
    ],
  },
  {
    source: 'The first instalment is due on 15 June; every later instalment is due on the 15th of the month.',
    faithful: ['The first instalment is due on 15 June.', 'Every later instalment is due on the 15th of the month.'],
    contradictions: [
      ['date', 'The first instalment is due on 15 July.'],
      ['antonym', 'The last instalment is due on 15 June.'],
      ['date', 'Every later instalment is due on the 5th of the month.'],
    ],
  },
  {
    source: 'Premium support is included in the Business tariff. In the Basic tariff it costs EUR 4.90 a month.',
    faithful: [
      'Premium support is included in the Business tariff.',
      'In the Basic tariff, premium support costs EUR 4.90 a month.',
    ],
    contradictions: [
      ['product', 'Premium support is included in the Basic tariff.'],
      ['amount', 'In the Basic tariff it costs EUR 9.40 a month.'],
      ['product', 'In the Business tariff it costs EUR 4.90 a month.'],
    ],
  },
  {
    source: 'Investors with a cautious risk profile are not allowed to buy products of risk class R4 or R5.',
    faithful: [
      'Investors with a cautious risk profile are not allowed to buy products of risk class R4 or R5.',
      'Products of risk class R4 or R5 are not for sale to investors with a cautious risk profile.',
    ],
    contradictions: [
      ['negation', 'Investors with a cautious risk profile are allowed to buy products of risk class R4 or R5.'],
      ['amount', 'Investors with a cautious risk profile are not allowed to buy products of risk class R2 or R3.'],
      ['antonym', 'Investors with an aggressive risk profile are not allowed to buy products of risk class R4 or R5.'],
    ],
  },
  {
    source: 'A standing order can be changed by the payer until the evening before it is executed.',
    faithful: [
      'The payer can change a standing order until the evening before it is executed.',
      'You can change a standing order until the evening before it is executed.',
    ],
    contradictions: [
      ['actor', 'A standing order can be changed by the payee until the evening before it is executed.'],
      ['negation', 'The payer cannot change a standing order until the evening before it is executed.'],
    ],
  },
  {
    source: 'Both partners must sign the application. The form is checked by the branch manager within two days.',
    faithful: [
      'The application must be signed by both partners.',
      'The branch manager checks the form within two days.',
    ],
    contradictions: [
      ['actor', 'The form must be signed by the branch manager.'],
      ['actor', 'Both partners check the form within two days.'],
      ['date', 'The branch manager checks the form within two hours.'],
    ],
  },
  {
    source: 'A handling charge of 2% is added to purchases in foreign currency, starting on 1 July 2025.',
    faithful: [
      'A handling charge of 2% is added to purchases in foreign currency.',
      'A handling charge is added to purchases in foreign currency.',
    ],
    contradictions: [
      ['amount', 'A handling charge of 12% is added to purchases in foreign currency.'],
      ['negation', 'No handling charge is added to purchases in foreign currency.'],
    ],
  },
  {
    source: 'Small claims below EUR 500 are settled at once; above that amount, an expert has to look at the damage.',
    faithful: ['Small claims below EUR 500 are settled at once.', 'Above EUR 500, an expert must look at the damage.'],
    contradictions: [
      ['antonym', 'Below EUR 500, an expert must look at the damage.'],
      ['antonym', 'Small claims above EUR 500 are settled at once.'],
    ],
  },
  {
    source: 'Willow Pet Cover: vet bills are paid in full; food is not covered.',
    faithful: ['With Willow Pet Cover, vet bills are paid in full.', 'Food is not covered by Willow Pet Cover.'],
    contradictions: [
      ['negation', 'Food is covered by Willow Pet Cover.'],
      ['negation', 'With Willow Pet Cover, vet bills are not paid in full.'],
    ],
  },
];
