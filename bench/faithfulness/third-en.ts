import type { Passage } from './passage.ts';

/** Written before the check was changed for the third time, by someone who had not read it, in the free wording that chat models use. */
export const thirdEn: readonly Passage[] = [
  {
    source:
      'The annual fee of the Willow Credit Card is EUR 45. It is waived if at least 12 purchases are made in the card year; cash withdrawals do not count.',
    faithful: [
      'The Willow Credit Card has an annual fee of EUR 45.',
      'If you make at least 12 purchases in the card year, the annual fee is waived.',
      'Cash withdrawals do not count towards the 12 purchases.',
      'The annual fee of EUR 45 is waived when 12 or more purchases are made in the card year.',
    ],
    contradictions: [
      ['amount', 'The annual fee of the Willow Credit Card is EUR 54.'],
      ['condition', 'The annual fee of the Willow Credit Card is waived.'],
      ['negation', 'Cash withdrawals count towards the 12 purchases.'],
      ['product', 'The annual fee of the Willow Debit Card is EUR 45.'],
    ],
  },
  {
    source:
      'A card that was lost or stolen is blocked at once. A replacement card costs GBP 8 and is sent within 5 working days; it is free of charge if a police report is provided.',
    faithful: [
      'We block a lost or stolen card at once.',
      'The replacement card is sent within 5 working days.',
      'A replacement card costs GBP 8, but is free of charge if you provide a police report.',
      'If a police report is provided, the replacement card is free of charge.',
    ],
    contradictions: [
      ['date', 'A replacement card is sent within 15 working days.'],
      ['condition', 'The replacement card is free of charge.'],
      ['negation', 'A card that was lost or stolen is not blocked at once.'],
      ['amount', 'A replacement card costs GBP 18.'],
    ],
  },
  {
    source:
      'Step 2: Verify the caller with two of the following: date of birth, last four digits of the card, amount of the last payment. Do not ask for the full card number.',
    faithful: [
      'Verify the caller with two of the following: date of birth, the last four digits of the card, or the amount of the last payment.',
      'Never ask for the full card number.',
      'You should verify the caller using two of these: date of birth, last four digits of the card, amount of the last payment.',
      'Please do not ask the caller for the full card number.',
    ],
    contradictions: [
      ['negation', 'Ask for the full card number.'],
      [
        'amount',
        'Verify the caller with three of the following: date of birth, last four digits of the card, amount of the last payment.',
      ],
      ['amount', 'Verify the caller with the last six digits of the card.'],
      ['condition', 'There is no need to verify the caller.'],
    ],
  },
  {
    source:
      'Early repayment of the Linden Home Loan is possible after 12 instalments. A fee of 1% of the amount repaid early is charged during the first three years; after that there is no fee.',
    faithful: [
      'The Linden Home Loan can be repaid early after 12 instalments.',
      'During the first three years, a fee of 1% of the amount repaid early is charged.',
      'After the first three years there is no fee for early repayment.',
      'You can repay the Linden Home Loan early once 12 instalments have been paid.',
    ],
    contradictions: [
      ['amount', 'A fee of 3% of the amount repaid early is charged during the first three years.'],
      ['date', 'Early repayment of the Linden Home Loan is possible after 6 instalments.'],
      ['condition', 'There is no fee for early repayment of the Linden Home Loan.'],
      ['product', 'Early repayment of the Linden Car Loan is possible after 12 instalments.'],
    ],
  },
  {
    source:
      'Complaints are acknowledged within 2 working days and answered in writing within 15 working days of receipt. If that is not possible, the customer is told why and when to expect the answer.',
    faithful: [
      'We acknowledge complaints within 2 working days.',
      'Complaints are answered in writing within 15 working days of receipt.',
      'The customer receives a written answer to the complaint within 15 working days of receipt.',
      'If we cannot answer within 15 working days, we tell the customer why and when to expect the answer.',
    ],
    contradictions: [
      ['date', 'Complaints are acknowledged within 15 working days.'],
      ['date', 'Complaints are answered in writing within 15 calendar days of receipt.'],
      ['negation', 'Complaints are not answered in writing.'],
      ['negation', 'If that is not possible, the customer is not told why.'],
    ],
  },
  {
    source:
      'From 1 March 2026 the daily limit for transfers in the app is EUR 5,000. Customers under 18 have a daily limit of EUR 200.',
    faithful: [
      'The daily limit for transfers in the app is EUR 5,000 from 1 March 2026.',
      'As of March 1, 2026, the daily limit for transfers in the app is €5,000.',
      'The daily limit is EUR 200 for customers under 18.',
      'For customers under the age of 18, the daily limit is EUR 200.',
    ],
    contradictions: [
      ['date', 'From 1 May 2026 the daily limit for transfers in the app is EUR 5,000.'],
      ['amount', 'The daily limit for transfers in the app is EUR 50,000.'],
      ['condition', 'Customers have a daily limit of EUR 200.'],
      ['amount', 'Customers under 21 have a daily limit of EUR 200.'],
    ],
  },
  {
    source:
      'A transfer to a wrong account is recalled only with the consent of the recipient. We contact the recipient’s bank on the same working day; the fee for the recall is EUR 25 and is not refunded if the recall fails.',
    faithful: [
      'A transfer to a wrong account can only be recalled with the recipient’s consent.',
      'We contact the recipient’s bank on the same working day.',
      'The recall costs EUR 25, which is not refunded if the recall fails.',
      'If the recall fails, the fee of EUR 25 is not refunded.',
    ],
    contradictions: [
      ['condition', 'A transfer to a wrong account is recalled.'],
      ['negation', 'A transfer to a wrong account is recalled without the consent of the recipient.'],
      ['negation', 'The fee for the recall is refunded if the recall fails.'],
      ['date', 'We contact the recipient’s bank on the next working day.'],
    ],
  },
  {
    source:
      'The Poplar Savings Account pays 2.1% a year on balances up to EUR 20,000 and 0.5% on the part above. Interest is credited at the end of each quarter.',
    faithful: [
      'The Poplar Savings Account pays 2.1% a year on balances of up to EUR 20,000.',
      'The part above EUR 20,000 earns 0.5%.',
      'Interest on the Poplar Savings Account is credited at the end of every quarter.',
      'Balances up to EUR 20,000 are paid 2.1% per year.',
    ],
    contradictions: [
      ['amount', 'The Poplar Savings Account pays 2.1% a year on balances up to EUR 200,000.'],
      ['amount', 'The Poplar Savings Account pays 2.1% on the part above EUR 20,000.'],
      ['date', 'Interest is credited at the end of each month.'],
      ['product', 'The Poplar Current Account pays 2.1% a year on balances up to EUR 20,000.'],
    ],
  },
  {
    source:
      'Article 9. Debt may be collected by telephone only between 8:00 and 21:00. Relatives of the debtor must not be contacted unless they are guarantors.',
    faithful: [
      'Under Article 9, debt may be collected by telephone only between 8:00 and 21:00.',
      'The debtor’s relatives must not be contacted unless they are guarantors.',
      'Collection by telephone is allowed only between 8:00 and 21:00.',
      'Unless they are guarantors, relatives of the debtor must not be contacted.',
    ],
    contradictions: [
      ['date', 'Debt may be collected by telephone only between 8:00 and 22:00.'],
      ['negation', 'Relatives of the debtor may be contacted.'],
      ['condition', 'Relatives of the debtor must not be contacted even if they are guarantors.'],
      ['negation', 'Debt may not be collected by telephone between 8:00 and 21:00.'],
    ],
  },
  {
    source:
      'Foreign currency purchases with the Maple Gold Card: 1.5% of the amount, at least EUR 1. Cash withdrawals abroad: 3%, at least EUR 5. Purchases in euro are free.',
    faithful: [
      'With the Maple Gold Card, foreign currency purchases cost 1.5% of the amount, with a minimum of EUR 1.',
      'Cash withdrawals abroad cost 3%, at least EUR 5.',
      'Purchases in euro are free of charge.',
      'The fee for foreign currency purchases is 1.5% of the amount, but at least EUR 1.',
    ],
    contradictions: [
      ['amount', 'With the Maple Gold Card, foreign currency purchases cost 3% of the amount.'],
      ['product', 'Foreign currency purchases with the Maple Silver Card cost 1.5% of the amount.'],
      ['negation', 'Purchases in euro are not free.'],
      ['amount', 'Cash withdrawals abroad: 3%, at most EUR 5.'],
    ],
  },
  {
    source:
      'To dispute a card payment, the customer fills in the dispute form within 60 days of the statement date and attaches the receipt. During the investigation the amount is credited provisionally if it is above EUR 50.',
    faithful: [
      'The customer must fill in the dispute form within 60 days of the statement date and attach the receipt.',
      'To dispute a card payment, please fill in the dispute form within 60 days of the statement date.',
      'If the amount is above EUR 50, it is credited provisionally during the investigation.',
      'Amounts above EUR 50 are provisionally credited during the investigation.',
    ],
    contradictions: [
      ['date', 'The customer fills in the dispute form within 90 days of the statement date.'],
      ['condition', 'During the investigation the amount is credited provisionally.'],
      ['amount', 'During the investigation the amount is credited provisionally if it is above EUR 15.'],
      ['negation', 'The customer does not need to attach the receipt.'],
    ],
  },
  {
    source:
      'The Cedar Fund is not covered by the deposit guarantee. Its value can fall, and the amount invested may not be returned in full.',
    faithful: [
      'The deposit guarantee does not cover the Cedar Fund.',
      'The value of the Cedar Fund can fall.',
      'You may not get back the full amount invested.',
      'The Cedar Fund isn’t covered by the deposit guarantee, and its value can fall.',
    ],
    contradictions: [
      ['negation', 'The Cedar Fund is covered by the deposit guarantee.'],
      ['negation', 'The value of the Cedar Fund cannot fall.'],
      ['product', 'The Cedar Deposit is not covered by the deposit guarantee.'],
      ['negation', 'The amount invested will be returned in full.'],
    ],
  },
  {
    source:
      'Unemployment cover starts 90 days after the policy begins. It pays up to six monthly instalments for each claim and is not available to the self-employed.',
    faithful: [
      'Unemployment cover begins 90 days after the policy starts.',
      'For each claim, up to six monthly instalments are paid.',
      'Self-employed people cannot have unemployment cover.',
      'No more than six monthly instalments are paid per claim.',
    ],
    contradictions: [
      ['date', 'Unemployment cover starts 30 days after the policy begins.'],
      ['amount', 'Unemployment cover pays up to nine monthly instalments for each claim.'],
      ['negation', 'Unemployment cover is available to the self-employed.'],
      ['amount', 'It pays at least six monthly instalments for each claim.'],
    ],
  },
  {
    source:
      'An account restricted by a court order can be released only by that court. We may not tell the customer more than the name of the court and the reference number.',
    faithful: [
      'Only the court can release an account restricted by a court order.',
      'We may only tell the customer the name of the court and the reference number.',
      'If an account is restricted by a court order, it can only be released by that court.',
      'We may not tell the customer more than the court’s name and the reference number.',
    ],
    contradictions: [
      ['condition', 'An account restricted by a court order can be released by the branch.'],
      ['negation', 'We may tell the customer more than the name of the court and the reference number.'],
      ['negation', 'An account restricted by a court order cannot be released by that court.'],
      ['condition', 'An account restricted by a court order can be released at the customer’s request.'],
    ],
  },
  {
    source:
      'Paper statements cost EUR 1.20 each from the second copy on; the first copy in a calendar year is free. Statements in the app are always free and are kept for ten years.',
    faithful: [
      'The first paper statement in a calendar year is free.',
      'Statements in the app are always free.',
      'From the second copy on, paper statements cost EUR 1.20 each.',
      'We keep statements in the app for 10 years.',
    ],
    contradictions: [
      ['amount', 'Paper statements cost EUR 2.20 each from the second copy on.'],
      ['date', 'Statements in the app are kept for five years.'],
      ['condition', 'Paper statements are always free.'],
      ['negation', 'Statements in the app are not free.'],
    ],
  },
  {
    source:
      'If the late payment was caused by our system, the late fee is refunded and the credit record is corrected within ten working days. Otherwise one goodwill waiver in 12 months is possible, with the approval of a supervisor.',
    faithful: [
      'If our system caused the late payment, we refund the late fee and correct the credit record within 10 working days.',
      'The late fee is refunded if the late payment was caused by our system.',
      'Otherwise, with a supervisor’s approval, one goodwill waiver in 12 months is possible.',
      'When the late payment was caused by our system, the credit record is corrected within ten working days.',
    ],
    contradictions: [
      ['condition', 'The late fee is refunded and the credit record is corrected within ten working days.'],
      ['condition', 'One goodwill waiver in 12 months is possible without the approval of a supervisor.'],
      ['amount', 'Otherwise two goodwill waivers in 12 months are possible, with the approval of a supervisor.'],
      ['negation', 'If the late payment was caused by our system, the late fee is not refunded.'],
    ],
  },
  {
    source:
      'Standing orders are carried out at 6:00 on the due date. Changes must be made by 20:00 on the day before. If the balance is too low, the order is tried again the next day and then dropped.',
    faithful: [
      'Standing orders are carried out on the due date at 6:00.',
      'You must make changes by 20:00 on the day before.',
      'The order is tried again the next day if the balance is too low, and then dropped.',
      'We carry out standing orders at 6 a.m. on the due date.',
    ],
    contradictions: [
      ['date', 'Standing orders are carried out at 16:00 on the due date.'],
      ['date', 'Changes must be made by 20:00 on the due date.'],
      ['negation', 'If the balance is too low, the order is not tried again.'],
      ['date', 'If the balance is too low, the order is tried again the next week.'],
    ],
  },
  {
    source:
      'The offer applies to new customers who open a Birch Account between 1 September and 30 November 2025 and receive a salary of at least EUR 1,500 on it in two months in a row. The bonus is EUR 80.',
    faithful: [
      'New customers receive a bonus of EUR 80 if they open a Birch Account between 1 September and 30 November 2025 and receive a salary of at least EUR 1,500 on it in two months in a row.',
      'The bonus is €80.',
      'The offer is for new customers who open a Birch Account between September 1 and November 30, 2025.',
      'The salary must be at least EUR 1,500 in two consecutive months.',
    ],
    contradictions: [
      ['amount', 'The bonus is EUR 800.'],
      ['date', 'The offer applies to new customers who open a Birch Account between 1 September and 31 December 2025.'],
      ['condition', 'The offer applies to all customers.'],
      [
        'product',
        'The offer applies to new customers who open a Beech Account between 1 September and 30 November 2025.',
      ],
    ],
  },
  {
    source:
      'Say: “I am sorry that this happened, and I will stay with you until it is solved.” Do not promise a refund before the investigation is finished. Hand over to the fraud team if money has left the account.',
    faithful: [
      'You can say: “I am sorry that this happened, and I will stay with you until it is solved.”',
      'Don’t promise a refund before the investigation is finished.',
      'If money has left the account, hand over to the fraud team.',
      'A refund must not be promised before the investigation has finished.',
    ],
    contradictions: [
      ['negation', 'Promise a refund before the investigation is finished.'],
      ['condition', 'Do not hand over to the fraud team if money has left the account.'],
      ['condition', 'Hand over to the fraud team if no money has left the account.'],
      ['date', 'Do not promise a refund after the investigation is finished.'],
    ],
  },
  {
    source:
      'Personal data is deleted ten years after the end of the contract, unless a law requires longer storage. Customers may ask for a copy of their data once a year free of charge; we provide it within one month.',
    faithful: [
      'Unless a law requires longer storage, we delete personal data ten years after the end of the contract.',
      'Once a year, customers may ask for a copy of their data free of charge.',
      'We provide the copy within one month.',
      'You may request a copy of your data once a year, free of charge.',
    ],
    contradictions: [
      ['date', 'Personal data is deleted two years after the end of the contract.'],
      ['amount', 'Customers may ask for a copy of their data twice a year free of charge.'],
      ['date', 'We provide the copy of the data within one week.'],
      ['negation', 'Personal data is not deleted after the end of the contract.'],
    ],
  },
  {
    source:
      'Transfers within the SEPA area arrive on the next working day if ordered before 15:30; instant transfers arrive within 10 seconds and cost EUR 0.30. Transfers outside the area take three to five working days.',
    faithful: [
      'Instant transfers cost EUR 0.30 and arrive within 10 seconds.',
      'If you order before 15:30, transfers within the SEPA area arrive on the next working day.',
      'Outside the SEPA area, transfers take 3 to 5 working days.',
      'An instant transfer arrives within ten seconds.',
    ],
    contradictions: [
      ['condition', 'Transfers within the SEPA area always arrive on the next working day.'],
      ['amount', 'Instant transfers arrive within 10 seconds and cost EUR 3.00.'],
      ['date', 'Transfers outside the area take three to five hours.'],
      ['product', 'Instant transfers arrive on the next working day.'],
    ],
  },
  {
    source:
      'The rate of the Rowan Personal Loan is fixed for the whole term. It depends on the credit check and lies between 4.9% and 9.9% a year. Loans from EUR 1,000 to EUR 50,000 are possible for terms of 12 to 84 months.',
    faithful: [
      'The Rowan Personal Loan has a rate that is fixed for the whole term.',
      'The rate lies between 4.9% and 9.9% a year, depending on the credit check.',
      'Loans of EUR 1,000 to EUR 50,000 are possible.',
      'Terms of 12 to 84 months are possible for the Rowan Personal Loan.',
    ],
    contradictions: [
      ['negation', 'The rate of the Rowan Personal Loan is not fixed for the whole term.'],
      ['amount', 'The rate lies between 4.9% and 7.9% a year.'],
      ['date', 'Loans are possible for terms of 12 to 96 months.'],
      ['product', 'The rate of the Rowan Mortgage is fixed for the whole term.'],
    ],
  },
  {
    source:
      'An executor closes the account of a deceased customer at a branch with: the death certificate, the certificate of inheritance, and an identity document. Amounts up to EUR 3,000 are paid out without the certificate of inheritance.',
    faithful: [
      'The executor needs the death certificate, the certificate of inheritance and an identity document to close the account of a deceased customer.',
      'Amounts of up to EUR 3,000 are paid out without the certificate of inheritance.',
      'At a branch, an executor closes the account of a deceased customer with the death certificate, the certificate of inheritance and an identity document.',
      'The certificate of inheritance isn’t needed for amounts up to EUR 3,000.',
    ],
    contradictions: [
      ['amount', 'Amounts up to EUR 13,000 are paid out without the certificate of inheritance.'],
      ['negation', 'Amounts up to EUR 3,000 are not paid out without the certificate of inheritance.'],
      ['condition', 'Amounts are paid out without the certificate of inheritance.'],
      ['condition', 'An executor closes the account of a deceased customer without an identity document.'],
    ],
  },
  {
    source:
      'The contactless limit is EUR 50 for each payment. After five contactless payments in a row, or EUR 150 in total, the PIN is asked for. The limit cannot be raised.',
    faithful: [
      'Each contactless payment is limited to EUR 50.',
      'The PIN is asked for after five contactless payments in a row or a total of EUR 150.',
      'The contactless limit of EUR 50 cannot be raised.',
      'It is not possible to raise the limit.',
    ],
    contradictions: [
      ['amount', 'The contactless limit is EUR 100 for each payment.'],
      ['negation', 'The limit can be raised.'],
      ['amount', 'After three contactless payments in a row the PIN is asked for.'],
      ['negation', 'After five contactless payments in a row the PIN is not asked for.'],
    ],
  },
  {
    source:
      'Interest on the Alder Fixed Deposit is forfeited if it is withdrawn before maturity. The notice to stop renewal must reach us no later than 7 days before maturity; otherwise the deposit is renewed for the same term.',
    faithful: [
      'If the Alder Fixed Deposit is withdrawn before maturity, the interest is forfeited.',
      'We must receive the notice to stop renewal at least 7 days before maturity.',
      'Otherwise, the deposit is renewed for the same term.',
      'The notice to stop renewal must reach us no later than seven days before maturity.',
    ],
    contradictions: [
      ['condition', 'Interest on the Alder Fixed Deposit is forfeited.'],
      ['date', 'The notice to stop renewal must reach us no later than 7 days after maturity.'],
      ['date', 'The notice to stop renewal must reach us no later than 17 days before maturity.'],
      ['negation', 'Otherwise the deposit is not renewed for the same term.'],
    ],
  },
  {
    source:
      'Travel insurance of the Platinum Card applies to trips of up to 45 days if at least half of the travel costs were paid with the card. Family members travelling with the cardholder are insured too. Winter sports are excluded.',
    faithful: [
      'The travel insurance of the Platinum Card applies to trips of no more than 45 days if at least half of the travel costs were paid with the card.',
      'Family members who travel with the cardholder are also insured.',
      'Winter sports are not covered by the travel insurance.',
      'If at least 50% of the travel costs were paid with the card, the travel insurance applies to trips of up to 45 days.',
    ],
    contradictions: [
      ['date', 'Travel insurance of the Platinum Card applies to trips of up to 90 days.'],
      ['condition', 'Travel insurance of the Platinum Card applies to all trips of up to 45 days.'],
      ['negation', 'Family members travelling with the cardholder are not insured.'],
      ['product', 'Travel insurance of the Gold Card applies to trips of up to 45 days.'],
    ],
  },
];
