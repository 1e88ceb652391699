-- CreateIndex
CREATE INDEX "IdempotencyKey_task_id_idx" ON "IdempotencyKey"("task_id");

-- CreateIndex
CREATE INDEX "Task_claim_token_idx" ON "Task"("claim_token");
