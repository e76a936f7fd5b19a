import { OperationScreen } from "@/components/operations/operation-screen";

export default function Page() {
  return <OperationScreen />;
}
